/**
 * The Helm chart, by the real Helm on a real API server: what it renders, refuses, installs and
 * leaves behind. Knows nothing of the operator but its chart and the folder of its CRDs. May use
 * {@code cluster}, the Fabric8 client and Jackson.
 */
@NullMarked
package com.wandb.iam.chart;

import org.jspecify.annotations.NullMarked;
