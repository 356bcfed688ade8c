package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.LenientSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Access ends at the moment of the spec, not after it. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T11:59:59Z, true,",
    "2026-03-01T12:00:00Z, true,",
    "2026-03-01T12:00:01Z, false, PT1S",
    "2026-03-02T12:00:00Z, false, PT24H",
    ", false,"
  })
  void access_ends_at_the_declared_moment(
      @Nullable String end, boolean past, @Nullable Duration until) {
    var membership =
        LenientSerialization.create()
            .unmarshal(
                "spec: {teamRef: {name: vision}, role: Member"
                    + (end == null ? "}" : ", expiresAt: '" + end + "'}"),
                TeamMembership.class);
    assertThat(Expiry.isPast(membership, NOON)).isEqualTo(past);
    assertThat(Expiry.untilThen(membership, NOON)).isEqualTo(Optional.ofNullable(until));
  }
}
