/**
 * The SCIM API of the double of the W&amp;B Server. What is allowed is decided in {@code
 * sandbox.state}.
 */
@NullMarked
package com.wandb.iam.sandbox.scim;

import org.jspecify.annotations.NullMarked;
