package com.wandb.iam.reconcile;

import com.wandb.iam.wandb.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether the key in a Secret is the one that was put there. A key is random and long: the
 * beginning of its hash tells nothing about it.
 */
final class KeyFingerprint {
  private static final int BYTES = 8;

  private KeyFingerprint() {}

  static String of(ApiKey key) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(key.reveal().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
