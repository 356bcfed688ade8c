/** The composition root: reads the settings, connects the parts and starts the controllers. */
@NullMarked
package com.wandb.iam;

import org.jspecify.annotations.NullMarked;
