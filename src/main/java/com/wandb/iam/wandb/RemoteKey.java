package com.wandb.iam.wandb;

import org.jspecify.annotations.Nullable;

/**
 * API key as the server lists it, without the secret value.
 *
 * @param prefix the beginning of the secret value, or null if the server does not show it
 */
public record RemoteKey(String id, @Nullable String prefix, @Nullable String description) {}
