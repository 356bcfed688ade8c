package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TeamDeclarationsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  private static TeamMembership read(String spec, String status) {
    return YAML.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people, namespace: ml, uid: u1, generation: 1}
        spec: %s
        status: %s
        """
            .formatted(spec, status),
        TeamMembership.class);
  }

  private static TeamDeclarations of(TeamMembership membership) {
    return TeamDeclarations.of(Stream.of(membership), "vision", "t1", NOON);
  }

  @Test
  void unreadable_unbound_membership_is_unresolved() {
    var odd =
        read(
            "{teamRef: {name: vision}, users: [{username: bob}], role: Member, suspend: {}}", "{}");
    var declared = of(odd);
    assertThat(declared.anyMisread()).isTrue();
    assertThat(declared.unresolved()).containsExactly(odd);
  }

  @Test
  void unreadable_team_reference_counts_unless_bound_elsewhere() {
    var odd = "{teamRef: 5, users: [{username: bob}], role: Member}";
    assertThat(of(read(odd, "{}")).unresolved()).hasSize(1);
    assertThat(of(read(odd, "{teamId: t1}")).unresolved()).hasSize(1);
    assertThat(of(read(odd, "{teamId: t2}")).memberships()).isEmpty();
  }

  @Test
  void expired_membership_counts_only_under_clock_skew() {
    var over =
        read(
            "{teamRef: {name: vision}, user: {username: bob}, role: Member,"
                + " expiresAt: '2026-03-01T11:00:00Z'}",
            "{}");
    assertThat(of(over).memberships()).isEmpty();
    assertThat(TeamDeclarations.of(Stream.of(over), "vision", "t1", Instant.MIN).memberships())
        .containsExactly(over);
  }

  @Test
  void membership_with_a_failed_invitation_is_unresolved() {
    var failed =
        read(
            "{teamRef: {name: vision}, user: {email: bob@example.com}, role: Member}",
            "{observedGeneration: 1, users: [{email: bob@example.com, state: Failed}],"
                + " conditions: [{type: Accepted, status: 'True'}]}");
    assertThat(of(failed).unresolved()).containsExactly(failed);
  }

  @Test
  void bound_user_stays_declared_under_any_name() {
    var bound =
        read(
            "{teamRef: {name: vision}, user: {username: bob}, role: Member}",
            "{users: [{username: bob, id: '7', state: Synced}]}");
    assertThat(of(bound).declaring("7", Optional.empty())).containsExactly(bound);
    assertThat(of(bound).declaring("8", Optional.empty())).isEmpty();
  }
}
