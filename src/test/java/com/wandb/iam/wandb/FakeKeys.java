package com.wandb.iam.wandb;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** API keys of a server in memory. They stay valid after their account is deleted. */
public final class FakeKeys implements ApiKeys {
  private record Key(String id, String account, ApiKey secret, @Nullable String description) {
    RemoteKey listed() {
      return new RemoteKey(id, secret.reveal().substring(0, 12), description);
    }
  }

  private final FakeWandb server;
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Map<ApiKey, String> ids = new HashMap<>();
  private int number;
  private int emptyLists;

  FakeKeys(FakeWandb server) {
    this.server = server;
  }

  /** Creates a key as a user does in the W&amp;B App. */
  public ApiKey made(String account) {
    return made(account, null);
  }

  /** Creates a key with a description. */
  public ApiKey made(String account, @Nullable String description) {
    synchronized (server) {
      return add(account, description).secret();
    }
  }

  /** Lets the next lists of keys contain none, as if they were cut short. */
  public void emptyLists(int next) {
    synchronized (server) {
      emptyLists = next;
    }
  }

  void first(String account) {
    if (!server.can(Capability.HASHED_KEYS)) {
      add(account, null);
    }
  }

  private Key add(String account, @Nullable String description) {
    number++;
    // Each begins differently, because the list shows the beginning of the key.
    var secret = ApiKey.of("key%05d_%s".formatted(number, "0123456789".repeat(4)));
    var key = new Key("key-" + number, account, secret, description);
    keys.put(key.id(), key);
    ids.put(secret, key.id());
    return key;
  }

  /** Returns the ids of the valid keys of an account. */
  public List<String> live(String account) {
    synchronized (server) {
      return ofId(account).stream().map(RemoteKey::id).toList();
    }
  }

  /** Returns the id of a key, valid or not. */
  public String idOf(ApiKey key) {
    synchronized (server) {
      return Objects.requireNonNull(ids.get(key), "no such key was ever created");
    }
  }

  private List<RemoteKey> ofId(@Nullable String account) {
    return keys.values().stream()
        .filter(key -> key.account().equals(account))
        .map(Key::listed)
        .toList();
  }

  @Override
  public Optional<ApiKey> readable(String teamName, String accountId) {
    server.script().called("readableKey " + accountId);
    synchronized (server) {
      return server.can(Capability.HASHED_KEYS)
          ? Optional.empty()
          : keys.values().stream()
              .filter(key -> key.account().equals(accountId))
              .map(Key::secret)
              .findFirst();
    }
  }

  @Override
  public List<RemoteKey> of(RemoteMember account) {
    server.script().called("keys " + account.userId());
    synchronized (server) {
      if (emptyLists > 0) {
        emptyLists--;
        return List.of();
      }
      return ofId(account.userId());
    }
  }

  @Override
  public RemoteViewer holder(ApiKey key) {
    server.script().called("holder");
    synchronized (server) {
      var account = known(key).account();
      return new RemoteViewer(account, account, null, false, List.of());
    }
  }

  private Key known(ApiKey secret) {
    return keys.values().stream()
        .filter(key -> key.secret().equals(secret))
        .findFirst()
        .orElseThrow(
            () ->
                new WandbException.Refused(
                    WandbException.Refused.Refusal.UNAUTHENTICATED, "unknown key"));
  }

  @Override
  public List<RemoteKey> ofHolder(ApiKey key) {
    server.script().called("keysOfHolder");
    synchronized (server) {
      return ofId(known(key).account());
    }
  }

  @Override
  public IssuedKey generate(ApiKey own, String description) {
    synchronized (server) {
      var account = known(own).account();
      server.script().called("generateKey " + account);
      var key = add(account, description);
      return new IssuedKey(key.id(), key.secret());
    }
  }

  @Override
  public void revoke(String keyId) {
    server.script().called("revokeKey " + keyId);
    synchronized (server) {
      keys.remove(keyId);
    }
  }
}
