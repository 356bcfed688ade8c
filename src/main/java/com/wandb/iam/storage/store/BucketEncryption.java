package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/**
 * The default encryption of new objects.
 *
 * @param keyId of the key service; null where the store uses a key of its own
 */
public record BucketEncryption(@Nullable String keyId) {
  private static final String ALIAS = "alias/";

  /** Whether two names can be compared: which key an alias stands for only the key service says. */
  public static boolean isAlias(String key) {
    return key.startsWith(ALIAS) || key.contains(":" + ALIAS);
  }

  /** Returns whether that key is used; names may be whole (arn:…:key/ID) or the last part alone. */
  public boolean uses(String wanted) {
    return keyId != null
        && (keyId.equals(wanted) || keyId.endsWith("/" + wanted) || wanted.endsWith("/" + keyId));
  }
}
