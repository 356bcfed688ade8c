package com.wandb.iam.reconcile;

import com.wandb.iam.kube.Secrets;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Tells whether the key in a Secret is the one that was put there. A key is random and long: the
 * beginning of its hash tells nothing about it.
 */
final class KeyFingerprint {
  static final String ANNOTATION = "iam.wandb.com/key-fingerprint";
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

  /** The key that the operator put into a Secret, under whatever name, where it is unharmed. */
  static Optional<ApiKey> intactKey(Secret secret) {
    var annotations = secret.getMetadata().getAnnotations();
    var expected = annotations == null ? null : annotations.get(ANNOTATION);
    if (expected == null || secret.getData() == null) {
      return Optional.empty();
    }
    return secret.getData().keySet().stream()
        .flatMap(name -> Secrets.value(secret, name).stream())
        .filter(ApiKey::looksLikeKey)
        .map(ApiKey::of)
        .filter(key -> of(key).equals(expected))
        .findFirst();
  }
}
