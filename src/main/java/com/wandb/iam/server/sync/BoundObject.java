package com.wandb.iam.server.sync;

import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object of the server that a status is bound to by its id, with what else is known of it.
 *
 * @param names the names that the object had; one of them is enough
 * @param at when the id was found; null if that was not recorded
 * @param created when the object was created, by the clock of the server; null if that was not
 *     recorded
 */
record BoundObject(
    Kind kind, String id, Set<String> names, @Nullable Instant at, @Nullable Instant created) {
  private static final Duration TOLERANCE = ClockSkew.LIMIT;

  /** The kind of an object. */
  enum Kind {
    TEAM,
    ROLE,
    SERVICE_ACCOUNT,
    USER
  }

  /** The result of comparing a bound object with the object that has its id now. */
  enum Found {
    /** The id still belongs to the same object. */
    SAME,
    /** The server has no object with the id, or has the same object with another name. */
    UNDECIDED,
    /** The id probably belongs to another object, which has none of the names. */
    UNLIKE,
    /**
     * The id belongs to another object: it has another kind, or was created after the id was found.
     */
    OTHER
  }

  /** The parts of an object that are compared. */
  private record Seen(boolean sameKind, Collection<String> names, @Nullable Instant created) {}

  /**
   * Compares the object with what the server has under its id.
   *
   * @param before the former snapshot of the bound server; null if there is none
   * @param clocksAgree whether times of the server and of the operator can be compared
   */
  Found in(Snapshot now, @Nullable Snapshot before, boolean clocksAgree) {
    var seen = seen(now).orElse(null);
    if (seen == null) {
      return Found.UNDECIDED;
    }
    if (!seen.sameKind() || (clocksAgree && isNewer(seen.created()))) {
      return Found.OTHER;
    }
    boolean sameCreation = created != null && created.equals(seen.created());
    if (sameCreation || seen.names().stream().anyMatch(this::hasName)) {
      return Found.SAME;
    }
    if (created != null && seen.created() != null) {
      return Found.OTHER;
    }
    return isRenamed(seen, before) ? Found.UNDECIDED : Found.UNLIKE;
  }

  private boolean isNewer(@Nullable Instant created) {
    return at != null && created != null && created.isAfter(at.plus(TOLERANCE));
  }

  private boolean hasName(String name) {
    return kind == Kind.USER
        ? names.stream().anyMatch(name::equalsIgnoreCase)
        : names.contains(name);
  }

  /** Whether the object is older than the id's entry in status, or was seen before. */
  private boolean isRenamed(Seen seen, @Nullable Snapshot before) {
    var created = seen.created();
    return created != null
        && (at != null
            || Optional.ofNullable(before)
                .flatMap(this::seen)
                .filter(former -> created.equals(former.created()))
                .isPresent());
  }

  private Optional<Seen> seen(Snapshot snapshot) {
    return switch (kind) {
      case TEAM ->
          snapshot.team(id).map(team -> new Seen(true, Set.of(team.name()), team.created()));
      case ROLE ->
          snapshot.roles().stream()
              .filter(role -> role.id().equals(id))
              .findFirst()
              .map(role -> new Seen(true, Set.of(role.name()), role.created()));
      case SERVICE_ACCOUNT ->
          snapshot.user(id).map(user -> seen(user, !isPerson(user), user.displayName()));
      case USER -> snapshot.user(id).map(user -> seen(user, isPerson(user), null));
    };
  }

  private static Seen seen(RemoteUser user, boolean sameKind, @Nullable String displayName) {
    var names = Stream.concat(Stream.of(user.username()), user.emails().stream());
    return new Seen(
        sameKind,
        Stream.concat(names, Stream.ofNullable(displayName)).filter(Objects::nonNull).toList(),
        user.created());
  }

  /** Servers before 0.81 do not tell types and list persons only. */
  private static boolean isPerson(RemoteUser user) {
    return user.type() == null || user.type() == AccountType.USER;
  }
}
