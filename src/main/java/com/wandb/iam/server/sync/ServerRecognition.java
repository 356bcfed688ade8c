package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.PinnedAccount;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the server behind an address is the pinned one. Another server, a new
 * installation and a restored backup give the ids in our statuses to other objects, so that a write
 * would reach strangers.
 */
final class ServerRecognition {
  /** One account can be renamed completely; two at once are rather another server. */
  private static final int UNLIKELY = 2;

  private ServerRecognition() {}

  /**
   * Returns how the organization differs from the pinned one, as a clause; empty if it does not, or
   * if the server does not tell it. Decided before the server is read.
   */
  static Optional<String> organizationDiffers(PinnedOrganization pin, String organizationId) {
    return pin.id() == null
            || pin.id().equals(ServerIdentity.UNKNOWN)
            || organizationId.equals(ServerIdentity.UNKNOWN)
            || pin.id().equals(organizationId)
        ? Optional.empty()
        : Optional.of("belongs to organization %s, not %s".formatted(organizationId, pin.id()));
  }

  /**
   * Returns how the server differs from the pinned one, as a clause; empty if it does not.
   *
   * @param before the former snapshot of the pinned server; null if there is none
   * @param bound the objects that statuses are bound to
   * @param clocksAgree whether times of the server and of the operator can be compared
   */
  static Optional<String> differs(
      PinnedOrganization pin,
      ServerIdentity found,
      Snapshot now,
      @Nullable Snapshot before,
      List<BoundObject> bound,
      boolean clocksAgree) {
    var organization = organizationDiffers(pin, found.organizationId());
    if (organization.isPresent()) {
      return organization;
    }
    var pinned = pin.account();
    var account = pinned == null ? null : accountNow(pinned, found, now);
    if (pinned != null && account != null && !isSame(pinned, account)) {
      return Optional.of(
          "has the account %s with id %s, created %s; the pinned server had %s, created %s"
              .formatted(
                  account.username(),
                  account.id(),
                  time(account),
                  pinned.username(),
                  time(pinned)));
    }
    boolean untold =
        found.organizationId().equals(ServerIdentity.UNKNOWN)
            && pin.id() != null
            && !pin.id().equals(ServerIdentity.UNKNOWN);
    if (untold && (account == null || account.created() == null)) {
      return Optional.of("tells neither its organization nor when the operator's account was made");
    }
    var verdicts = bound.stream().map(object -> object.in(now, before, clocksAgree)).toList();
    long others = count(verdicts, BoundObject.Found.OTHER);
    long strangers = others + count(verdicts, BoundObject.Found.UNLIKE);
    if (others > 0 || strangers >= UNLIKELY) {
      return Optional.of(
          "has other objects than before under %d of the %d ids in status"
              .formatted(strangers, bound.size()));
    }
    boolean known = account != null || count(verdicts, BoundObject.Found.SAME) > 0;
    return pinned != null && !known && !bound.isEmpty()
        ? Optional.of(
            "has neither the account %s of the pinned server nor any of the %d objects in status"
                .formatted(pinned.username(), bound.size()))
        : Optional.empty();
  }

  /** Returns the account with the pinned id; null if the server does not list it. */
  private static @Nullable PinnedAccount accountNow(
      PinnedAccount pinned, ServerIdentity found, Snapshot now) {
    return now.user(pinned.id())
        .map(user -> new PinnedAccount(user.id(), user.username(), user.created()))
        .orElse(found.account().id().equals(pinned.id()) ? found.account() : null);
  }

  private static boolean isSame(PinnedAccount pinned, PinnedAccount account) {
    var before = pinned.created();
    var now = account.created();
    if (before == null || now == null) {
      return pinned.username().equalsIgnoreCase(account.username());
    }
    return before.equals(now);
  }

  private static String time(PinnedAccount account) {
    return account.created() == null ? "at an unknown time" : "at " + account.created();
  }

  private static long count(List<BoundObject.Found> verdicts, BoundObject.Found found) {
    return verdicts.stream().filter(found::equals).count();
  }
}
