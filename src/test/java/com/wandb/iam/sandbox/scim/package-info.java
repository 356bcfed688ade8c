/**
 * SCIM API of the double of the W&amp;B server. Package {@code sandbox.state} decides on
 * permissions.
 */
@NullMarked
package com.wandb.iam.sandbox.scim;

import org.jspecify.annotations.NullMarked;
