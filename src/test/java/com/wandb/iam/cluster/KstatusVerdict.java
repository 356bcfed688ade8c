package com.wandb.iam.cluster;

/**
 * What kstatus thinks of a resource.
 *
 * @param status Current, InProgress, Failed, Terminating, NotFound or Unknown
 * @param message why, on one line; may be empty
 */
public record KstatusVerdict(String status, String message) {}
