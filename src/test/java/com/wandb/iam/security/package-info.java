/** What the operator withstands, where that is no matter of one package. */
@NullMarked
package com.wandb.iam.security;

import org.jspecify.annotations.NullMarked;
