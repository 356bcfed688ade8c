/** Checks that the project is written in plain English. */
@NullMarked
package com.wandb.iam.language;

import org.jspecify.annotations.NullMarked;
