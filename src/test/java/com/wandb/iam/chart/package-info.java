/**
 * Tests of the Helm chart with the real Helm on a real API server. Uses only the chart and the
 * folder of CRDs, nothing else of the operator. May use {@code cluster}, the Fabric8 client and
 * Jackson.
 */
@NullMarked
package com.wandb.iam.chart;

import org.jspecify.annotations.NullMarked;
