/**
 * HTTP as the double of the W&amp;B Server speaks it: connections, requests and answers. Knows
 * nothing of W&amp;B.
 */
@NullMarked
package com.wandb.iam.sandbox.wire;

import org.jspecify.annotations.NullMarked;
