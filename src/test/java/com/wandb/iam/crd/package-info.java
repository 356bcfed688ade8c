/** Tests whether the schema in {@code crds/} matches the classes and serves users. */
@NullMarked
package com.wandb.iam.crd;

import org.jspecify.annotations.NullMarked;
