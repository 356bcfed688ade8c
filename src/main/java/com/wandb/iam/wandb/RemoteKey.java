package com.wandb.iam.wandb;

import org.jspecify.annotations.Nullable;

/**
 * An API key as the server lists it: never the secret.
 *
 * @param prefix the beginning of the secret that the server shows, null where it shows none
 */
public record RemoteKey(String id, @Nullable String prefix, @Nullable String description) {}
