/** Libraries that the operator ships. */
@NullMarked
package com.wandb.iam.libraries;

import org.jspecify.annotations.NullMarked;
