package com.wandb.iam.wandb.snapshot;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Remotes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SnapshotDiffTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final Snapshot BASE =
      new Snapshot(
          NOON,
          List.of(Remotes.named("u1", "Ada", "Ada@example.com"), Remotes.person("bob")),
          List.of(Remotes.team("vision"), Remotes.team("speech")),
          List.of(
              Remotes.roster("vision", List.of(Remotes.member("bob", MEMBER))),
              Remotes.roster("speech", List.of())),
          List.of(Remotes.role("janitor", "cleans up", "run:delete")));

  @Test
  void first_snapshot_is_a_diff_of_everything() {
    var diff = SnapshotDiff.between(null, BASE);
    assertThat(diff.everything()).isTrue();
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void changed_user_is_in_the_diff_under_old_and_new_names() {
    var after = BASE.with(Remotes.named("u1", "Countess", "ada@new.example"));
    var diff = SnapshotDiff.between(BASE, after);
    assertThat(diff.userIds()).containsExactly("u1");
    assertThat(diff.userNames())
        .containsExactlyInAnyOrder("ada", "ada@example.com", "countess", "ada@new.example");
    assertThat(diff.teamIds()).isEmpty();
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void added_and_deleted_accounts_are_in_the_diff() {
    var after =
        new Snapshot(
            NOON,
            List.of(Remotes.person("bob"), Remotes.person("eve")),
            BASE.teams(),
            BASE.rosters(),
            BASE.roles());
    assertThat(SnapshotDiff.between(BASE, after).userIds()).containsExactlyInAnyOrder("u1", "eve");
    assertThat(SnapshotDiff.between(BASE, after).userNames())
        .contains("ada", "eve", "eve@example.com");
  }

  @Test
  void finds_a_changed_role_of_a_member_in_its_team_alone() {
    var after = BASE.with(Remotes.roster("vision", List.of(Remotes.member("bob", ADMIN))));
    var diff = SnapshotDiff.between(BASE, after);
    assertThat(diff.teamIds()).containsExactly("id-vision");
    assertThat(diff.teamNames()).containsExactly("vision");
    assertThat(diff.userIds()).isEmpty();
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void team_with_changed_privacy_is_in_the_diff() {
    var after =
        BASE.with(
            new RemoteRoster("id-vision", "vision", true, List.of(Remotes.member("bob", MEMBER))));
    assertThat(SnapshotDiff.between(BASE, after).teamIds()).containsExactly("id-vision");
  }

  @Test
  void deleted_and_renamed_teams_are_in_the_diff() {
    var gone = SnapshotDiff.between(BASE, BASE.withoutTeam("id-speech"));
    assertThat(gone.teamIds()).containsExactly("id-speech");
    assertThat(gone.teamNames()).containsExactly("speech");

    var renamed = new RemoteTeam("id-vision", "seeing", List.of(), null, null);
    var diff =
        SnapshotDiff.between(
            BASE, BASE.with(renamed, new RemoteRoster("id-vision", "seeing", false, List.of())));
    assertThat(diff.teamNames()).containsExactlyInAnyOrder("vision", "seeing");
  }

  @Test
  void team_without_roster_since_is_in_the_diff() {
    var after = new Snapshot(NOON, BASE.users(), BASE.teams(), List.of(), BASE.roles());
    assertThat(SnapshotDiff.between(BASE, after).teamNames())
        .containsExactlyInAnyOrder("vision", "speech");
  }

  @Test
  void role_with_changed_permissions_is_in_the_diff() {
    var after = withRole(Remotes.role("janitor", "cleans up", "run:delete", "project:update"));
    assertThat(SnapshotDiff.between(BASE, after).roleNames()).containsExactly("janitor");
  }

  @Test
  void role_with_its_id_as_description_is_compared() {
    var before = withRole(Remotes.role("janitor", "id-janitor"));
    var after = withRole(Remotes.role("janitor", "cleans up"));
    assertThat(SnapshotDiff.between(before, after).roleNames()).containsExactly("janitor");
    assertThat(SnapshotDiff.between(before, before).isEmpty()).isTrue();
  }

  @Test
  void entity_tags_and_times_are_not_in_the_diff() {
    var bob = BASE.user("bob").orElseThrow();
    var touched = BASE.with(Remotes.with(bob, bob.teamRoles(), "W/\"7\""));
    var team = new RemoteTeam("id-vision", "vision", List.of("bob"), NOON, "W/\"7\"");
    var after =
        new Snapshot(
            NOON.plusSeconds(60),
            touched.users(),
            List.of(team, Remotes.team("speech")),
            BASE.rosters(),
            BASE.roles());
    assertThat(SnapshotDiff.between(BASE, after).isEmpty()).isTrue();
  }

  @Property
  void order_of_the_servers_lists_is_not_in_the_diff(
      @ForAll("snapshots") Snapshot snapshot, @ForAll long seed) {
    var random = new Random(seed);
    var again =
        new Snapshot(
            snapshot.asOf().plusSeconds(60),
            shuffled(snapshot.users(), random),
            shuffled(snapshot.teams(), random),
            snapshot.rosters().stream()
                .map(
                    roster -> Remotes.roster(roster.teamName(), shuffled(roster.members(), random)))
                .toList(),
            shuffled(snapshot.roles(), random));
    assertThat(SnapshotDiff.between(snapshot, again).isEmpty()).isTrue();
  }

  @Property
  void diff_is_symmetric(@ForAll("snapshots") Snapshot one, @ForAll("snapshots") Snapshot other) {
    assertThat(SnapshotDiff.between(one, other)).isEqualTo(SnapshotDiff.between(other, one));
  }

  @Property
  void accounts_of_one_snapshot_only_are_in_the_diff(
      @ForAll("snapshots") Snapshot one, @ForAll("snapshots") Snapshot other) {
    var onlyBefore = ids(one).stream().filter(id -> !ids(other).contains(id));
    assertThat(SnapshotDiff.between(one, other).userIds())
        .containsAll(onlyBefore.collect(Collectors.toSet()));
  }

  private static Snapshot withRole(RemoteRole role) {
    return new Snapshot(NOON, BASE.users(), BASE.teams(), BASE.rosters(), List.of(role));
  }

  private static Set<String> ids(Snapshot snapshot) {
    return snapshot.users().stream().map(RemoteUser::id).collect(Collectors.toSet());
  }

  private static <T> List<T> shuffled(Collection<T> values, Random random) {
    var list = new ArrayList<>(values);
    Collections.shuffle(list, random);
    return list;
  }

  @Provide
  Arbitrary<Snapshot> snapshots() {
    var names = Arbitraries.of("ada", "bob", "eve", "kim").set();
    var members = Arbitraries.maps(Arbitraries.of("ada", "bob", "eve"), roles()).ofMaxSize(3);
    var teams = Arbitraries.maps(Arbitraries.of("vision", "speech"), members).ofMaxSize(2);
    return Combinators.combine(names, teams).as(SnapshotDiffTest::snapshot);
  }

  private static Arbitrary<TeamRole> roles() {
    return Arbitraries.of(ADMIN, MEMBER, new TeamRole.Custom("janitor"));
  }

  private static Snapshot snapshot(Set<String> people, Map<String, Map<String, TeamRole>> teams) {
    return new Snapshot(
        NOON,
        people.stream().map(Remotes::person).toList(),
        teams.keySet().stream().map(Remotes::team).toList(),
        teams.entrySet().stream()
            .map(
                team ->
                    Remotes.roster(
                        team.getKey(),
                        team.getValue().entrySet().stream()
                            .map(member -> Remotes.member(member.getKey(), member.getValue()))
                            .toList()))
            .toList(),
        List.of(Remotes.role("janitor", "cleans up")));
  }
}
