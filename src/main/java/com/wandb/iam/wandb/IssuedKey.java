package com.wandb.iam.wandb;

/**
 * A key that was just made: the only time the server shows its secret.
 *
 * @param id the key's id, by which it is revoked
 */
public record IssuedKey(String id, ApiKey secret) {}
