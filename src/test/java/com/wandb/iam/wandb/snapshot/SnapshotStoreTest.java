package com.wandb.iam.wandb.snapshot;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.Remotes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicInteger told = new AtomicInteger();
  private final SnapshotStore store = new SnapshotStore(told::incrementAndGet);

  @Test
  void has_nothing_before_the_first_read() {
    assertThat(store.current()).isEmpty();
    assertThat(store.replace(read(NOON, MEMBER)).everything()).isTrue();
    assertThat(role()).isEqualTo(MEMBER);
  }

  @Test
  void replacement_returns_the_diff_to_the_current_snapshot() {
    store.replace(read(NOON, MEMBER));
    assertThat(store.replace(read(NOON.plusSeconds(60), MEMBER)).isEmpty()).isTrue();
    assertThat(store.replace(read(NOON.plusSeconds(120), ADMIN)).teamNames())
        .containsExactly("vision");
  }

  @Test
  void write_is_visible_at_once_and_reported() {
    store.replace(read(NOON, MEMBER));
    store.writeThrough(NOON.plusSeconds(1), snapshot -> snapshot.with(roster(ADMIN)));
    assertThat(role()).isEqualTo(ADMIN);
    assertThat(told).hasValue(1);
  }

  @Test
  void marked_team_is_in_exactly_the_next_diff() {
    store.replace(read(NOON, MEMBER));
    store.includeInNextDiff(store.current().orElseThrow().teams().iterator().next().id());
    assertThat(store.replace(read(NOON.plusSeconds(60), MEMBER)).teamNames())
        .containsExactly("vision");
    assertThat(store.replace(read(NOON.plusSeconds(120), MEMBER)).isEmpty()).isTrue();
  }

  @Test
  void write_during_a_read_survives_its_snapshot() {
    store.replace(read(NOON, MEMBER));
    var underWay = read(NOON.plusSeconds(60), MEMBER);
    store.writeThrough(NOON.plusSeconds(61), snapshot -> snapshot.with(roster(ADMIN)));
    var diff = store.replace(underWay);
    assertThat(role()).isEqualTo(ADMIN);
    assertThat(diff.isEmpty()).as("the operator's own write enqueues no resource").isTrue();
  }

  @Test
  void write_at_the_start_of_a_read_survives_its_snapshot() {
    store.replace(read(NOON, MEMBER));
    store.writeThrough(NOON.plusSeconds(60), snapshot -> snapshot.with(roster(ADMIN)));
    store.replace(read(NOON.plusSeconds(60), MEMBER));
    assertThat(role()).isEqualTo(ADMIN);
  }

  @Test
  void write_during_the_first_read_survives_its_snapshot() {
    var underWay = read(NOON, MEMBER);
    store.writeThrough(NOON.plusSeconds(1), snapshot -> snapshot.with(roster(ADMIN)));
    assertThat(store.current()).isEmpty();
    store.replace(underWay);
    assertThat(role()).isEqualTo(ADMIN);
  }

  @Test
  void later_read_overrides_an_earlier_write() {
    store.replace(read(NOON, MEMBER));
    store.writeThrough(NOON.plusSeconds(1), snapshot -> snapshot.with(roster(ADMIN)));
    var diff = store.replace(read(NOON.plusSeconds(60), MEMBER));
    assertThat(role()).isEqualTo(MEMBER);
    assertThat(diff.teamNames()).containsExactly("vision");
  }

  @Test
  void forgets_a_write_once_a_later_read_has_come() {
    store.replace(read(NOON, MEMBER));
    store.writeThrough(NOON.plusSeconds(1), snapshot -> snapshot.with(roster(ADMIN)));
    store.replace(read(NOON.plusSeconds(60), MEMBER));
    store.replace(read(NOON, MEMBER));
    assertThat(role()).isEqualTo(MEMBER);
  }

  @Test
  void deletion_survives_an_older_read() {
    store.replace(read(NOON, MEMBER));
    store.writeThrough(NOON.plusSeconds(61), snapshot -> snapshot.withoutTeam("id-vision"));
    store.replace(read(NOON.plusSeconds(60), MEMBER));
    assertThat(store.current().orElseThrow().teamNamed("vision")).isEmpty();
  }

  @Property
  void last_write_since_the_read_wins(
      @ForAll @Size(max = 8) List<@IntRange(max = 9) Integer> seconds,
      @ForAll @IntRange(max = 9) int readAt) {
    var writes = new SnapshotStore(() -> {});
    writes.replace(read(NOON.minusSeconds(1), MEMBER));
    var sorted = seconds.stream().sorted().toList();
    sorted.forEach(
        second ->
            writes.writeThrough(
                NOON.plusSeconds(second), snapshot -> snapshot.with(roster(custom(second)))));
    writes.replace(read(NOON.plusSeconds(readAt), MEMBER));

    var expected =
        sorted.isEmpty() || sorted.getLast() < readAt ? MEMBER : custom(sorted.getLast());
    assertThat(writes.current().orElseThrow().rolesOf("bob").get("vision")).isEqualTo(expected);
  }

  private TeamRole role() {
    return store.current().orElseThrow().rolesOf("bob").get("vision");
  }

  private static TeamRole custom(int second) {
    return new TeamRole.Custom("role-" + second);
  }

  private static RemoteRoster roster(TeamRole role) {
    return Remotes.roster("vision", List.of(Remotes.member("bob", role)));
  }

  private static Snapshot read(Instant asOf, TeamRole role) {
    return new Snapshot(
        asOf,
        List.of(Remotes.person("bob")),
        List.of(Remotes.team("vision")),
        List.of(roster(role)),
        List.of());
  }
}
