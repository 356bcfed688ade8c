/**
 * HTTP below the W&amp;B API: one call, its limits, its time, its errors, JSON within a budget of
 * memory, and no secret in any message. Knows no operation of the API; those are in {@code
 * wandb.http}. {@link com.wandb.iam.wandb.transport.Transport} sends a {@link
 * com.wandb.iam.wandb.transport.Call}.
 */
@NullMarked
package com.wandb.iam.wandb.transport;

import org.jspecify.annotations.NullMarked;
