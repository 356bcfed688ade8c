/** Attacks on the operator that concern more than one package. */
@NullMarked
package com.wandb.iam.security;

import org.jspecify.annotations.NullMarked;
