/** Whether the schema in {@code crds/} is what the classes say and does what users need. */
@NullMarked
package com.wandb.iam.crd;

import org.jspecify.annotations.NullMarked;
