/** How the project writes: plain English, counted. */
@NullMarked
package com.wandb.iam.language;

import org.jspecify.annotations.NullMarked;
