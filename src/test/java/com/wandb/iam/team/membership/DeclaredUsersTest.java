package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.snapshot.Snapshot;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the memberships of a team declare, and which of them are certain. */
class DeclaredUsersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final KubernetesSerialization YAML = LenientSerialization.create();
  private static final RemoteUser BOB = Remotes.person("bob");

  /** A spec that cannot be read, though its users can. */
  private static final String MISREAD = "user: {username: bob}, suspend: {}";

  private static TeamMembership read(String metadata, String spec, String status) {
    return YAML.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people, namespace: ml, generation: 1, %s}
        spec: {teamRef: {name: vision}, role: Member, %s}
        status: %s
        """
            .formatted(metadata, spec, status),
        TeamMembership.class);
  }

  private static TeamMembership membership(String spec, String status) {
    return read("uid: u1", spec, status);
  }

  private static TeamDeclarations of(TeamMembership... memberships) {
    return TeamDeclarations.of(Stream.of(memberships), "vision", "t1", NOON);
  }

  /** The last column is whether the accounts of all users are certain. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bound                  | user: {username: bob}                  | 1 | Accepted | True  | {username: bob, id: '7', state: Synced}        | true
          bound in other letters | user: {username: BOB}                  | 1 | Accepted | True  | {username: bob, id: '7', state: Synced}        | true
          invited                | user: {email: bob@example.com}         | 1 | Accepted | True  | {email: bob@example.com, state: Invited}       | true
          declared elsewhere     | user: {username: bob}                  | 1 | Accepted | True  | {username: bob, state: Conflict}               | true
          suspended              | suspend: true, user: {username: bob}   | 1 | Accepted | True  | {username: bob, id: '7', state: Synced}        | false
          of an older spec       | user: {username: bob}                  | 0 | Accepted | True  | {username: bob, id: '7', state: Synced}        | false
          not accepted           | user: {username: bob}                  | 1 | Accepted | False | {username: bob, id: '7', state: Synced}        | false
          without a verdict      | user: {username: bob}                  | 1 | Synced   | True  | {username: bob, id: '7', state: Synced}        | false
          without an entry       | user: {username: bob}                  | 1 | Accepted | True  | {username: carol, id: '7', state: Synced}      | false
          identity changed       | user: {username: bob}                  | 1 | Accepted | True  | {username: bob, id: '7', state: IdentityChanged} | false
          unbound                | user: {username: bob}                  | 1 | Accepted | True  | {username: bob, state: Pending}                | false
          one of two is unknown  | users: [{username: bob}, {username: x}] | 1 | Accepted | True | {username: bob, id: '7', state: Synced}        | false
          """)
  void membership_is_resolved_with_all_accounts_certain(
      String name,
      String spec,
      int generation,
      String condition,
      String value,
      String user,
      boolean resolved) {
    var status =
        "{observedGeneration: %d, conditions: [{type: %s, status: '%s'}], users: [%s]}"
            .formatted(generation, condition, value, user);
    assertThat(of(membership(spec, status)).unresolved()).hasSize(resolved ? 0 : 1);
  }

  @Test
  void membership_without_a_status_is_unresolved() {
    assertThat(of(membership("user: {username: bob}", "null")).unresolved()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user: {username: Bob}                         | true
          user: {email: BOB@example.com}                | true
          users: [{username: carol}, {username: bob}]   | true
          user: {username: carol}                       | false
          user: {email: carol@example.com}              | false
          user: {username: bob}, suspend: {}            | false
          """)
  void account_is_named_by_a_readable_spec(String spec, boolean named) {
    var membership = membership(spec, "{}");
    assertThat(of(membership).name(BOB)).isEqualTo(named);
    assertThat(of(membership).declaring("other", Optional.of(BOB)))
        .isEqualTo(named ? List.of(membership) : List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user: {email: Bob@Example.com}                             | true
          users: [{email: x@example.com}, {email: bob@example.com}]  | true
          user: {email: x@example.com}                               | false
          user: {username: bob@example.com}                          | false
          user: {email: bob@example.com}, suspend: {}                | false
          """)
  void address_is_named_by_a_readable_spec(String spec, boolean named) {
    assertThat(of(membership(spec, "{}")).nameAddress("bob@example.com")).isEqualTo(named);
  }

  /** The user bob has the account bob; the account 7 is from a time before. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user: {username: bob}              | {username: bob, id: '7', state: Synced}   | bob,7
          user: {username: bob}              | {username: bob, state: Pending}           | bob
          user: {username: bob}              | {username: carol, id: '7', state: Leaving} | bob
          user: {username: carol}            | {username: carol, id: '7', state: Synced} | 7
          user: {username: bob}, suspend: {} | {username: carol, id: '7', state: Synced} | 7
          """)
  void accounts_are_the_bound_and_the_named_ones(String spec, String user, String accounts) {
    var snapshot =
        new Snapshot(
            Instant.EPOCH,
            List.of(BOB, Remotes.named("x", "bob@example.com", "x@example.com")),
            List.of(),
            List.of(),
            List.of());
    assertThat(of(membership(spec, "{users: [" + user + "]}")).accounts(snapshot))
        .isEqualTo(Set.of(accounts.split(",")));
  }

  /** An account that has the declared email address as its username is another one. */
  @Test
  void username_like_a_declared_address_is_no_account() {
    var odd = Remotes.named("x", "bob@example.com", "x@example.com");
    var snapshot = new Snapshot(Instant.EPOCH, List.of(BOB, odd), List.of(), List.of(), List.of());
    assertThat(of(membership("user: {email: bob@example.com}", "{}")).accounts(snapshot))
        .containsExactly("bob");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user: {username: bob}   | 7 | true
          user: {username: bob}   | 8 | false
          user: {username: carol} | 7 | false
          user: {username: carol}, suspend: {} | 7 | true
          """)
  void bound_account_is_declared_while_its_user_is(String spec, String id, boolean declared) {
    var bound = membership(spec, "{users: [{username: bob, id: '7', state: Synced}]}");
    assertThat(of(bound).declaring(id, Optional.empty())).hasSize(declared ? 1 : 0);
  }

  @Test
  void own_membership_is_left_out() {
    var own = read("uid: u1", "user: {username: bob}", "{}");
    var other = read("uid: u2", "user: {username: bob}", "{}");
    assertThat(of(own, other).without(own).memberships()).containsExactly(other);
  }

  @Test
  void membership_being_deleted_declares_nobody() {
    var leaving =
        read("uid: u1, deletionTimestamp: '2026-03-01T11:00:00Z'", "user: {username: bob}", "{}");
    assertThat(of(leaving).memberships()).isEmpty();
  }

  /** One that cannot be read may be bound to the team by its status. */
  @ParameterizedTest
  @CsvSource({
    "vision, t9, true, true",
    "speech, t1, true, true",
    "speech, t9, true, false",
    "speech, t1, false, false",
    "vision, t9, false, true"
  })
  void membership_is_of_the_team_it_names(
      String team, String teamId, boolean misread, boolean expected) {
    var spec = (misread ? MISREAD : "user: {username: bob}") + ", teamRef: {name: " + team + "}";
    var text = "{teamId: " + teamId + "}";
    var membership =
        YAML.unmarshal(
            """
            metadata: {name: people, namespace: ml, uid: u1, generation: 1}
            spec: {%s, role: Member}
            status: %s
            """
                .formatted(spec, text),
            TeamMembership.class);
    assertThat(TeamDeclarations.isOf(membership, "vision", "t1")).isEqualTo(expected);
    assertThat(of(membership).anyMisread()).isEqualTo(misread && expected);
  }
}
