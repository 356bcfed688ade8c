package com.wandb.iam.wandb;

/** Organization of a server. A WandbServer is bound to its id. */
public record RemoteOrganization(String id, String name) {}
