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
 * The keys of one account in a Secret: the current one and, while both work, the previous one. The
 * annotations of the Secret describe the keys, so that they can be read without a status.
 */
record KeyRing(@Nullable Held current, @Nullable Held previous) {
  static final KeyRing EMPTY = new KeyRing(null, null);

  /** Annotation with the id of the account. */
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
   * @param id id on the server; null if the server does not return it
   * @param sequence number in its {@link KeyMarker}; 0 if the operator did not create the key
   * @param createdAt when it was created or found
   * @param imported whether a user knows the key, for example because a user created it
   */
  record Held(
      ApiKey value, @Nullable String id, long sequence, Instant createdAt, boolean imported) {

    /** Creates a key that no user knows. */
    Held(ApiKey value, @Nullable String id, long sequence, Instant createdAt) {
      this(value, id, sequence, createdAt, false);
    }

    /** Returns this key with the id that the server lists; null if the server does not list it. */
    Held withId(@Nullable String listed) {
      return new Held(value, listed, sequence, createdAt, imported);
    }

    /** Returns this key as one that a user knows, so that it ends without an overlap. */
    Held exposed() {
      return new Held(value, id, sequence, createdAt, true);
    }

    private Held known(@Nullable String statusId, @Nullable Instant at) {
      return new Held(value, statusId, sequence, at == null ? createdAt : at, imported);
    }
  }

  /**
   * Returns the same keys with the ids and the time from status, because tenants can edit the
   * annotations of the Secret and cannot edit the status. An id that status does not have is null.
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

  /** Returns whether the current key is the current key in status. */
  boolean isNumber(@Nullable ApiKeyState state) {
    return state != null
        && current != null
        && (state.sequence() == null ? 0 : state.sequence()) == current.sequence();
  }

  /** Returns whether the previous key is the one that status calls the current key. */
  boolean isPreviousNumber(ApiKeyState state) {
    return previous != null
        && (state.sequence() == null ? 0 : state.sequence()) == previous.sequence();
  }

  /** Returns a new key with the current one as the previous one. */
  KeyRing followedBy(Held next) {
    return new KeyRing(next, current);
  }

  /** Returns the current key alone. */
  KeyRing alone() {
    return new KeyRing(current, null);
  }

  /** Returns a key without its value. */
  static KeyFacts.@Nullable Key fact(@Nullable Held key) {
    return key == null
        ? null
        : new KeyFacts.Key(key.id(), key.sequence(), key.createdAt(), key.imported());
  }

  /** Returns whether both contain the same keys. */
  boolean isSame(KeyRing other) {
    return Objects.equals(value(current), value(other.current))
        && Objects.equals(value(previous), value(other.previous));
  }

  private static @Nullable ApiKey value(@Nullable Held key) {
    return key == null ? null : key.value();
  }

  /** Returns the values of the keys. */
  Stream<ApiKey> values() {
    return Stream.of(Optional.ofNullable(current), Optional.ofNullable(previous))
        .flatMap(Optional::stream)
        .map(Held::value);
  }

  /** Returns whether one of the keys has that id. */
  boolean holds(String id) {
    return (current != null && id.equals(current.id()))
        || (previous != null && id.equals(previous.id()));
  }

  /** Returns the annotations that describe the keys; they contain no key. */
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
   * Returns the keys that the operator wrote into a Secret, under any data key, if they are intact.
   *
   * @param now the time of creation of a key whose annotation is missing
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
