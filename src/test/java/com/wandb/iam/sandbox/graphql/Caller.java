package com.wandb.iam.sandbox.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireRequest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calling account with the rules of each endpoint. Methods must be called with a lock of
 * the world.
 */
public final class Caller {
  private record Credentials(@Nullable String user, String key) {}

  private Caller() {}

  /** Returns the account of a SCIM request. Refuses accounts without organization admin rights. */
  public static Account ofScim(WorldState state, WireRequest request) {
    Credentials given = credentials(request).orElseThrow(Caller::unknown);
    Account account = account(state, given.key());
    if (given.user() == null ? !state.version.acceptsBearer() : !fits(given.user(), account)) {
      throw unknown();
    }
    if (!account.hasAdminRights() || account.deletedAt != null) {
      throw Refusal.forbidden("an organization admin or an organization service account is needed");
    }
    if (account.isPerson() && state.isOn(SandboxSwitch.ADMIN_BY_USER_KEY_REFUSED)) {
      throw Refusal.forbidden("admin access by API key is not allowed");
    }
    return account;
  }

  /**
   * Checks the name before the colon: a user's own name, no name for service accounts, or the user
   * name of netrc.
   */
  private static boolean fits(String user, Account account) {
    boolean own = user.equals(account.username) || user.equals("user");
    return own || (account.isPerson() ? user.equals(account.email) : user.isEmpty());
  }

  /** Returns the account of a GraphQL request. */
  static Account ofGraphQl(WorldState state, WireRequest request) {
    Credentials given = credentials(request).orElseThrow(Caller::unknown);
    if (!"api".equals(given.user())) {
      throw unknown();
    }
    return account(state, given.key());
  }

  /** Returns the owner of the key, regardless of its permissions. */
  public static Optional<Account> behind(WorldState state, WireRequest request) {
    return credentials(request)
        .flatMap(given -> state.keys.liveSecret(given.key()))
        .map(key -> state.accounts.get(key.owner));
  }

  private static Account account(WorldState state, String secret) {
    Account owner =
        state
            .keys
            .liveSecret(secret)
            .map(key -> state.accounts.get(key.owner))
            .orElseThrow(Caller::unknown);
    if (!owner.active) {
      throw unknown();
    }
    return owner;
  }

  private static Refusal unknown() {
    return Refusal.of(401, "user is not logged in");
  }

  private static Optional<Credentials> credentials(WireRequest request) {
    String header = request.header("authorization").orElse("");
    if (header.startsWith("Bearer ")) {
      return Optional.of(new Credentials(null, header.substring(7).strip()));
    }
    if (!header.startsWith("Basic ")) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
      int colon = plain.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(plain.substring(0, colon), plain.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
