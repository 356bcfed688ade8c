package com.wandb.iam.sandbox.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** All API keys ever created on a server; guarded by the world's lock. */
public final class KeyStore {
  /** One key. Only {@code revoked} changes. */
  public static final class Key {
    final long number;
    public final String secret;
    public final long owner;
    public final @Nullable String description;
    public final Instant created;
    public boolean revoked;

    Key(long number, String secret, long owner, @Nullable String description, Instant created) {
      this.number = number;
      this.secret = secret;
      this.owner = owner;
      this.description = description;
      this.created = created;
    }

    public String id() {
      return WireId.of("ApiKey", number);
    }

    /** Returns the name in lists: a prefix of the secret, never the secret. */
    public String listedName() {
      return secret.substring(0, Math.min(20, secret.length() / 2));
    }
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Map<Long, Key> byNumber = new LinkedHashMap<>();
  private final Map<String, Key> bySecret = new HashMap<>();
  private final Map<Long, List<Key>> byOwner = new HashMap<>();
  private long last;

  /** Creates a secret in the current form with 86 characters. */
  static String newSecret() {
    return "wandb_v1_" + random(77, ALPHABET.length());
  }

  /**
   * Creates a secret of a self-managed server without hashing: a prefix and 40 hexadecimal digits.
   */
  static String oldSecret() {
    return "local-" + random(40, 16);
  }

  private static String random(int length, int letters) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(RANDOM.nextInt(letters)));
    }
    return text.toString();
  }

  public Key add(Account owner, String secret, @Nullable String description, Instant now) {
    Key key = new Key(++last, secret, owner.number, description, now);
    byNumber.put(key.number, key);
    bySecret.put(secret, key);
    byOwner.computeIfAbsent(owner.number, _ -> new ArrayList<>()).add(key);
    return key;
  }

  public Optional<Key> liveSecret(String secret) {
    return Optional.ofNullable(bySecret.get(secret)).filter(key -> !key.revoked);
  }

  public Optional<Key> live(String id) {
    var number = WireId.number("ApiKey", id);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(byNumber.get(number.getAsLong())).filter(key -> !key.revoked);
  }

  /** Returns the account of a key, valid or not. */
  public OptionalLong ownerOf(long number) {
    var key = byNumber.get(number);
    return key == null ? OptionalLong.empty() : OptionalLong.of(key.owner);
  }

  /** Returns the account's valid keys, oldest first. */
  public List<Key> liveOf(long owner) {
    return byOwner.getOrDefault(owner, List.of()).stream().filter(key -> !key.revoked).toList();
  }

  public List<Key> everIssued() {
    return List.copyOf(byNumber.values());
  }
}
