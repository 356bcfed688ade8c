package com.wandb.iam.wandb;

/** The organization that a server holds. Its id is what a WandbServer pins. */
public record RemoteOrganization(String id, String name) {}
