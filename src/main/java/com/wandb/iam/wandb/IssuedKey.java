package com.wandb.iam.wandb;

/**
 * API key that was just created. The server shows its secret value only this once.
 *
 * @param id identifies the key when it is revoked
 */
public record IssuedKey(String id, ApiKey secret) {}
