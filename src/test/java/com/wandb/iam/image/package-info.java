/**
 * The container image, looked at and run without a container engine: unpacked over a root file
 * system of Debian packages, in namespaces of its own, as the chart asks for it. May use {@code
 * cluster} and {@code chart} for a real API server with the chart in it, and {@code stores} for a
 * bucket.
 */
@NullMarked
package com.wandb.iam.image;

import org.jspecify.annotations.NullMarked;
