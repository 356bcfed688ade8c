package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/**
 * The default encryption of new objects.
 *
 * @param keyId id of the key in the key service; null if the store uses its own key
 */
public record BucketEncryption(@Nullable String keyId) {
  private static final String ALIAS = "alias/";

  /** Returns whether the key is an alias. Aliases cannot be compared with ids of keys. */
  public static boolean isAlias(String key) {
    return key.startsWith(ALIAS) || key.contains(":" + ALIAS);
  }

  /** Returns whether this is that key. Accepts full names (arn:…:key/ID) and ids alone. */
  public boolean uses(String wanted) {
    return keyId != null
        && (keyId.equals(wanted) || keyId.endsWith("/" + wanted) || wanted.endsWith("/" + keyId));
  }
}
