package com.wandb.iam.storage;

/**
 * One way in which a declared bucket breaks a rule.
 *
 * @param field relative to the spec, such as {@code credentials.secretRef}
 * @param message what is wrong and what to do
 */
public record BucketProblem(String field, String message) {}
