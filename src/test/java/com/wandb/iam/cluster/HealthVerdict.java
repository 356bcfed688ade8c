package com.wandb.iam.cluster;

/**
 * Verdict of a health check on a resource.
 *
 * @param status in the terms of the tool: for kstatus Current, InProgress, Failed, Terminating,
 *     NotFound or Unknown; for Argo CD Healthy, Progressing, Degraded, Suspended, Missing or
 *     Unknown
 * @param message the reason on one line; may be empty
 */
public record HealthVerdict(String status, String message) {}
