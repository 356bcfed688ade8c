/**
 * HTTP below the W&amp;B API: calls, limits, timeouts, errors, and JSON within a memory budget. No
 * message contains a secret. This package knows no operation of the API; those are in {@code
 * wandb.http}. {@link com.wandb.iam.wandb.transport.Transport} sends a {@link
 * com.wandb.iam.wandb.transport.Call}.
 */
@NullMarked
package com.wandb.iam.wandb.transport;

import org.jspecify.annotations.NullMarked;
