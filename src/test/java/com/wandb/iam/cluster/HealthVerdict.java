package com.wandb.iam.cluster;

/**
 * What a judge thinks of a resource.
 *
 * @param status in the judge's own words: of kstatus Current, InProgress, Failed, Terminating,
 *     NotFound or Unknown; of Argo CD Healthy, Progressing, Degraded, Suspended, Missing or Unknown
 * @param message why, on one line; may be empty
 */
public record HealthVerdict(String status, String message) {}
