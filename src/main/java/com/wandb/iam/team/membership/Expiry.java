package com.wandb.iam.team.membership;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The end of a membership's access, {@code spec.expiresAt}. */
final class Expiry {
  private Expiry() {}

  /** Whether access has ended. */
  static boolean isPast(TeamMembership membership, Instant now) {
    return end(membership).filter(end -> !end.isAfter(now)).isPresent();
  }

  /** Returns the time until access ends; empty if it has ended or never ends. */
  static Optional<Duration> untilThen(TeamMembership membership, Instant now) {
    return end(membership).filter(end -> end.isAfter(now)).map(end -> Duration.between(now, end));
  }

  private static Optional<Instant> end(TeamMembership membership) {
    return Optional.ofNullable(membership.getSpec())
        .flatMap(spec -> Optional.ofNullable(spec.expiresAt()));
  }
}
