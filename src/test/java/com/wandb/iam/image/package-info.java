/**
 * Tests of the container image without a container engine: unpacked over a root file system of
 * Debian packages, in its own namespaces, as the chart requires. May use {@code cluster} and {@code
 * chart} for a real API server with the chart, and {@code stores} for a bucket.
 */
@NullMarked
package com.wandb.iam.image;

import org.jspecify.annotations.NullMarked;
