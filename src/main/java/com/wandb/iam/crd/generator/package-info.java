/**
 * What the CRD generator cannot be told by annotations. Used while the CRDs are generated, never by
 * the running operator: its only dependency, the generator's API, is not on the class path then.
 */
@NullMarked
package com.wandb.iam.crd.generator;

import org.jspecify.annotations.NullMarked;
