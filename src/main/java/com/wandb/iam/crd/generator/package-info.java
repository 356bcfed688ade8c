/**
 * Customizations of the CRD generator for which it has no annotations. Used only while the CRDs are
 * generated. The running operator does not have the generator's API on its class path.
 */
@NullMarked
package com.wandb.iam.crd.generator;

import org.jspecify.annotations.NullMarked;
