package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a membership's access ends by itself. */
final class Expiry {
  private Expiry() {}

  /** Whether it ended. */
  static boolean isPast(TeamMembership membership, Instant now) {
    return end(membership).filter(end -> !end.isAfter(now)).isPresent();
  }

  /** How long it still lasts, where it ends one day. */
  static Optional<Duration> untilThen(TeamMembership membership, Instant now) {
    return end(membership).filter(end -> end.isAfter(now)).map(end -> Duration.between(now, end));
  }

  private static Optional<Instant> end(TeamMembership membership) {
    return Optional.ofNullable(membership.getSpec())
        .flatMap(spec -> Optional.ofNullable(spec.expiresAt()));
  }
}
