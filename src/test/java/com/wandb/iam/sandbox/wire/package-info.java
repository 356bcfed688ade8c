/**
 * HTTP of the double of the W&amp;B server: connections, requests and answers. Independent of
 * W&amp;B.
 */
@NullMarked
package com.wandb.iam.sandbox.wire;

import org.jspecify.annotations.NullMarked;
