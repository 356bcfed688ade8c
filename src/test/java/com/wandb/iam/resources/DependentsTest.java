package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two servers, central and far, with resources of each kind. */
class DependentsTest {
  private static final String CENTRAL = "serverRef: {name: central}";
  private static final String FAR = "serverRef: {name: far}";

  private final FakeCaches caches = new FakeCaches();
  private Dependents dependents;
  private Team vision;
  private StorageConnector data;
  private CustomRole annotator;

  @BeforeEach
  void begin() {
    dependents = new Dependents(caches.resources(), caches.live());
    caches.add(WandbServer.class, "{metadata: {name: central}, spec: {}}");
    vision = team("vision", CENTRAL + ", storageConnectorRef: {name: data}", "id: t1");
    team("speech", CENTRAL + ", name: speech-eu", "id: t2");
    team("far", FAR, "id: t9");
    data = connector("data", CENTRAL);
    connector("far-data", FAR);
    annotator = role("annotator", CENTRAL + ", name: Annotator");
    role("reviewer", CENTRAL);
    role("far-role", FAR + ", name: Annotator");
    membership(
        "alice",
        "teamRef: {name: vision}, role: Annotator, user: {username: Alice}",
        "serverName: central, teamId: t1, users: [{username: alice, id: u1}]");
    membership("bob", "teamRef: {name: speech}, role: Member, user: {email: Bob@x.com}", "");
    membership(
        "far",
        "teamRef: {name: far}, role: Annotator, user: {username: alice}",
        "serverName: far, teamId: t9, users: [{username: alice, id: u1}]");
    account("trainer", "teamRef: {name: vision}", "serverName: central, teamId: t1, id: a1");
    account("sender", "teamRef: {name: speech}, target: {entity: speech-eu}", "");
    account("whole", "scope: Organization, " + CENTRAL, "");
    account("far", "scope: Organization, " + FAR, "serverName: far, id: a1");
  }

  private Team team(String name, String spec, String status) {
    return caches.add(Team.class, yaml(name, spec, status));
  }

  private StorageConnector connector(String name, String spec) {
    return caches.add(StorageConnector.class, yaml(name, spec, ""));
  }

  private CustomRole role(String name, String spec) {
    return caches.add(CustomRole.class, yaml(name, spec, ""));
  }

  private TeamMembership membership(String name, String spec, String status) {
    return caches.add(TeamMembership.class, yaml(name, spec, status));
  }

  private void account(String name, String spec, String status) {
    caches.add(WandbServiceAccount.class, yaml(name, spec, status));
  }

  private static String yaml(String name, String spec, String status) {
    return "{metadata: {name: %s, namespace: ml}, spec: {%s}, status: {%s}}"
        .formatted(name, spec, status);
  }

  private static SnapshotDiff diff(@Nullable String changed) {
    var parts = changed == null ? new String[] {"", ""} : changed.split(" ");
    return new SnapshotDiff(
        false,
        only("user", parts),
        only("name", parts),
        only("team", parts),
        only("teamname", parts),
        only("role", parts));
  }

  private static Set<String> only(String kind, String... parts) {
    return parts[0].equals(kind) ? Set.of(parts[1]) : Set.of();
  }

  private static Set<String> words(@Nullable String list) {
    return list == null ? Set.of() : new TreeSet<>(Set.of(list.split(", ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          central | Team vision, Team speech, TeamMembership alice, TeamMembership bob, \
          WandbServiceAccount trainer, WandbServiceAccount sender, WandbServiceAccount whole, \
          CustomRole annotator, CustomRole reviewer, StorageConnector data
          far     | Team far, TeamMembership far, WandbServiceAccount far, CustomRole far-role, \
          StorageConnector far-data
          none    |
          """)
  void connection_enqueues_all_of_its_server(String server, @Nullable String enqueued) {
    dependents.enqueueAll(server);
    assertThat(caches.enqueued()).isEqualTo(words(enqueued));
  }

  @Test
  void connectors_of_a_server_are_enqueued_alone() {
    dependents.enqueueConnectors("central");
    assertThat(caches.enqueued()).containsExactly("StorageConnector data");
  }

  @Test
  void large_difference_enqueues_all_of_the_server() {
    dependents.enqueue(
        "far", new SnapshotDiff(true, Set.of(), Set.of(), Set.of(), Set.of(), Set.of()));
    assertThat(caches.enqueued()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                             |
          user u1            | TeamMembership alice
          user u2            |
          user a1            | WandbServiceAccount trainer
          name alice         | TeamMembership alice
          name bob@x.com     | TeamMembership bob
          name carol         |
          team t1            | Team vision, TeamMembership alice, WandbServiceAccount trainer, \
          CustomRole annotator, CustomRole reviewer
          team t9            | CustomRole annotator, CustomRole reviewer
          teamname vision    | Team vision
          teamname speech-eu | Team speech, WandbServiceAccount sender
          teamname speech    |
          role Annotator     | TeamMembership alice, CustomRole annotator
          role Member        | TeamMembership bob
          role reviewer      | CustomRole reviewer
          """)
  void difference_enqueues_the_resources_it_names(
      @Nullable String changed, @Nullable String enqueued) {
    dependents.enqueue("central", diff(changed));
    assertThat(caches.enqueued()).isEqualTo(words(enqueued));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user u1            |
          team t2            | Team speech, CustomRole annotator, CustomRole reviewer
          teamname speech-eu | Team speech
          role Annotator     | CustomRole annotator
          """)
  void own_write_enqueues_counts_alone(String changed, @Nullable String enqueued) {
    dependents.enqueueCounts("central", diff(changed));
    assertThat(caches.enqueued()).isEqualTo(words(enqueued));
  }

  @Test
  void team_enqueues_its_memberships_and_accounts() {
    dependents.enqueueTeam("ml", "vision");
    assertThat(caches.enqueued())
        .containsExactlyInAnyOrder("TeamMembership alice", "WandbServiceAccount trainer");
    dependents.enqueueTeam("other", "vision");
    assertThat(caches.enqueued()).isEmpty();
  }

  @Test
  void role_enqueues_its_holders_on_the_same_server() {
    dependents.enqueueHolders(annotator);
    assertThat(caches.enqueued()).containsExactly("TeamMembership alice");
  }

  @Test
  void connector_and_team_enqueue_each_other() {
    dependents.enqueueTeamsOf(data);
    assertThat(caches.enqueued()).containsExactly("Team vision");
    dependents.enqueueConnectorOf(vision);
    assertThat(caches.enqueued()).containsExactly("StorageConnector data");
    dependents.enqueueConnectorOf(FakeCaches.read(Team.class, yaml("plain", CENTRAL, "")));
    assertThat(caches.enqueued()).isEmpty();
  }

  @Test
  void server_is_enqueued_by_its_name() {
    dependents.enqueueServer("central");
    assertThat(caches.enqueued()).containsExactly("WandbServer central");
  }

  @Test
  void teams_with_a_connector_are_sorted_by_name() {
    team("audio", CENTRAL + ", storageConnectorRef: {name: data}", "");
    assertThat(dependents.with(data))
        .extracting(team -> team.getMetadata().getName())
        .containsExactly("audio", "vision");
  }

  @Test
  void connector_of_another_namespace_is_not_named() {
    var other =
        FakeCaches.read(
            StorageConnector.class,
            "{metadata: {name: data, namespace: other}, spec: {" + CENTRAL + "}}");
    assertThat(Dependents.isWith(vision, data)).isTrue();
    assertThat(Dependents.isWith(vision, other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"central, 10", "far, 5"})
  void dependents_of_a_server_are_counted(String server, long count) {
    assertThat(dependents.using(server)).isEqualTo(count);
  }

  /** A cache can be empty for a moment, so nothing counts as unused before a live read. */
  @Test
  void unused_server_is_counted_live() {
    assertThat(dependents.using("new")).isZero();
    caches.addLive(FakeCaches.read(Team.class, yaml("new", "serverRef: {name: new}", "")));
    assertThat(dependents.using("new")).isEqualTo(1);
  }

  @Test
  void memberships_with_a_role_are_named() {
    assertThat(dependents.naming(annotator)).containsExactly("ml/alice");
    membership("again", "teamRef: {name: vision}, role: Annotator, user: {username: z}", "");
    assertThat(dependents.naming(annotator)).containsExactly("ml/again", "ml/alice");
  }

  @Test
  void deleted_membership_does_not_hold_a_role() {
    caches.add(
        TeamMembership.class,
        "{metadata: {name: alice, namespace: ml, deletionTimestamp: '2026-03-01T12:00:00Z'},"
            + " spec: {teamRef: {name: vision}, role: Annotator}, status: {serverName: central}}");
    assertThat(dependents.naming(annotator)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          serverName: central | true
                              | true
          serverName: far     | false
          """)
  void unreadable_membership_may_grant_the_role(@Nullable String status, boolean named) {
    membership(
        "odd", "teamRef: {name: vision}, role: Member, suspend: {}", status == null ? "" : status);
    assertThat(dependents.naming(annotator).contains("ml/odd")).isEqualTo(named);
  }

  @Test
  void role_without_cached_holders_is_searched_live() {
    var lonely = role("lonely", CENTRAL);
    assertThat(dependents.naming(lonely)).isEmpty();
    var membership =
        FakeCaches.read(
            TeamMembership.class,
            yaml("m", "teamRef: {name: vision}, role: lonely", "serverName: central"));
    caches.addLive(membership);
    assertThat(dependents.naming(lonely)).containsExactly("ml/m");
  }
}
