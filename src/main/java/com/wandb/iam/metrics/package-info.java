/**
 * What the operator does and how it stands, for Prometheus. The only package that knows Micrometer:
 * it listens through the small interfaces of {@code reconcile} and {@code wandb.http}. No label
 * names a resource, a user or a key; a server's name is the only one that grows, and goes with it.
 */
@NullMarked
package com.wandb.iam.metrics;

import org.jspecify.annotations.NullMarked;
