/**
 * Metrics for Prometheus. The only package that uses Micrometer. It receives events through the
 * interfaces of {@code reconcile} and {@code wandb.http}. No label names a resource, a user or a
 * key, so the number of series stays small. The series of a server are removed with it.
 */
@NullMarked
package com.wandb.iam.metrics;

import org.jspecify.annotations.NullMarked;
