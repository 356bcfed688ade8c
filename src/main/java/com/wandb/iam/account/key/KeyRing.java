package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one account that a Secret holds: the one that is valid now and, while both work, the
 * one before. What the keys are stands in the Secret's annotations, so that it needs no status to
 * be understood.
 */
record KeyRing(@Nullable Held current, @Nullable Held previous) {
  static final KeyRing EMPTY = new KeyRing(null, null);

  /** The id of the account that the keys are of. */
  static final String ACCOUNT_ID = "iam.wandb.com/account-id";

  private static final String CURRENT = "iam.wandb.com/key-";
  private static final String PREVIOUS = "iam.wandb.com/previous-key-";
  private static final String FINGERPRINT = "fingerprint";
  private static final String ID = "id";
  private static final String SEQUENCE = "sequence";
  private static final String CREATED = "created-at";
  private static final String IMPORTED = "imported";
  private static final long MOST = 1_000_000_000_000L;

  /**
   * One key.
   *
   * @param id its id on the server, null where the server does not tell
   * @param sequence the number in its {@link KeyMarker}; 0 for one that the operator did not make
   * @param createdAt when it was made, or found
   * @param imported whether a person made it and put it somewhere
   */
  record Held(
      ApiKey value, @Nullable String id, long sequence, Instant createdAt, boolean imported) {

    /** A key that no person saw. */
    Held(ApiKey value, @Nullable String id, long sequence, Instant createdAt) {
      this(value, id, sequence, createdAt, false);
    }

    /** The same key by the id that the server knows it by; null where it does not list it. */
    Held withId(@Nullable String listed) {
      return new Held(value, listed, sequence, createdAt, imported);
    }

    private Held known(@Nullable String otherId, @Nullable Instant at) {
      return new Held(
          value, otherId == null ? id : otherId, sequence, at == null ? createdAt : at, imported);
    }
  }

  /**
   * The same keys, with what status says about them: a tenant can write to the Secret's annotations
   * and not to the status.
   */
  KeyRing trusting(@Nullable ApiKeyState state) {
    if (state == null || current == null || !isNumber(state)) {
      return this;
    }
    var before = state.previous();
    return new KeyRing(
        current.known(state.id(), state.createdAt()),
        previous == null || before == null ? previous : previous.known(before.id(), null));
  }

  /** Whether the current key is the one that status knows. */
  boolean isNumber(@Nullable ApiKeyState state) {
    return state != null
        && current != null
        && (state.sequence() == null ? 0 : state.sequence()) == current.sequence();
  }

  /** With a new key: the one before stays beside it. */
  KeyRing followedBy(Held next) {
    return new KeyRing(next, current);
  }

  /** The current key alone. */
  KeyRing alone() {
    return new KeyRing(current, null);
  }

  /** Whether both hold the same keys. */
  boolean isSame(KeyRing other) {
    return Objects.equals(value(current), value(other.current))
        && Objects.equals(value(previous), value(other.previous));
  }

  private static @Nullable ApiKey value(@Nullable Held key) {
    return key == null ? null : key.value();
  }

  /** The keys themselves. */
  Stream<ApiKey> values() {
    return Stream.of(Optional.ofNullable(current), Optional.ofNullable(previous))
        .flatMap(Optional::stream)
        .map(Held::value);
  }

  /** Whether a key of that id is in it. */
  boolean holds(String id) {
    return (current != null && id.equals(current.id()))
        || (previous != null && id.equals(previous.id()));
  }

  /** What the Secret's annotations say about the keys in it; nothing secret. */
  Map<String, String> annotations() {
    var all = new TreeMap<String, String>();
    describe(all, CURRENT, current);
    describe(all, PREVIOUS, previous);
    return all;
  }

  private static void describe(Map<String, String> all, String prefix, @Nullable Held key) {
    if (key != null) {
      all.put(prefix + FINGERPRINT, Fingerprint.of(key.value().reveal()));
      all.put(prefix + SEQUENCE, Long.toString(key.sequence()));
      all.put(prefix + CREATED, key.createdAt().toString());
      if (key.id() != null) {
        all.put(prefix + ID, key.id());
      }
      if (key.imported()) {
        all.put(prefix + IMPORTED, "true");
      }
    }
  }

  /**
   * The keys that the operator put into a Secret, as far as they are unharmed, under whatever name.
   *
   * @param now for a key that does not say when it was made
   */
  static KeyRing of(Secret secret, Instant now) {
    var annotations = secret.getMetadata().getAnnotations();
    if (annotations == null || secret.getData() == null) {
      return EMPTY;
    }
    var current = read(secret, annotations, CURRENT, now).orElse(null);
    var previous = read(secret, annotations, PREVIOUS, now).orElse(null);
    return new KeyRing(current, previous);
  }

  private static Optional<Held> read(
      Secret secret, Map<String, String> annotations, String prefix, Instant now) {
    return Optional.ofNullable(annotations.get(prefix + FINGERPRINT))
        .flatMap(fingerprint -> find(secret, fingerprint))
        .map(
            key ->
                new Held(
                    key,
                    annotations.get(prefix + ID),
                    number(annotations.get(prefix + SEQUENCE)),
                    time(annotations.get(prefix + CREATED), now),
                    "true".equals(annotations.get(prefix + IMPORTED))));
  }

  private static Optional<ApiKey> find(Secret secret, String fingerprint) {
    return secret.getData().keySet().stream()
        .flatMap(name -> Secrets.value(secret, name).stream())
        .filter(ApiKey::looksLikeKey)
        .map(ApiKey::of)
        .filter(key -> Fingerprint.of(key.reveal()).equals(fingerprint))
        .findFirst();
  }

  private static long number(@Nullable String text) {
    try {
      long number = text == null ? 0 : Long.parseLong(text);
      return number < 0 || number > MOST ? 0 : number;
    } catch (NumberFormatException edited) {
      return 0;
    }
  }

  private static Instant time(@Nullable String text, Instant now) {
    try {
      return text == null ? now : Instant.parse(text);
    } catch (DateTimeException edited) {
      return now;
    }
  }
}
