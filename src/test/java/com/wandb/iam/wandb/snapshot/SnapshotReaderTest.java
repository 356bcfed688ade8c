package com.wandb.iam.wandb.snapshot;

import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final FakeWandb server = new FakeWandb();
  private final SnapshotReader reader = new SnapshotReader(server, now::get);

  @Test
  void snapshot_needs_three_lists_and_one_roster_query() {
    server
        .team("vision", Remotes.member("bob", MEMBER), Remotes.robot("ci"))
        .team("speech")
        .role(Remotes.role("janitor", "cleans up"));
    var snapshot = reader.read(null);
    assertThat(snapshot.user("bob")).isPresent();
    assertThat(snapshot.roster("id-vision").orElseThrow().members()).hasSize(2);
    assertThat(snapshot.roster("id-speech").orElseThrow().members()).isEmpty();
    assertThat(snapshot.role("janitor")).isPresent();
    assertThat(server.script().journal(""))
        .containsExactlyInAnyOrder("users", "teams", "roles", "rosters [vision, speech]");
  }

  @Test
  void dates_from_before_its_first_request() {
    server.team("vision").script().before("", call -> now.updateAndGet(at -> at.plusSeconds(1)));
    assertThat(reader.read(null).asOf()).isEqualTo(NOON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"users", "teams", "roles", "rosters"})
  void incomplete_part_fails_the_snapshot(String part) {
    server.team("vision", Remotes.member("bob", MEMBER));
    var whole = reader.read(null);
    var cut = new Unavailable(Outage.MALFORMED, "the list was cut off", false, null, null);
    server.script().fail(part, cut);
    assertThatThrownBy(() -> reader.read(null)).isSameAs(cut);
    assertThatThrownBy(() -> reader.read(whole)).isSameAs(cut);
  }

  @ParameterizedTest
  @ValueSource(strings = {"users", "teams", "rosters"})
  void refused_or_missing_list_is_an_error(String part) {
    var errors =
        new WandbException[] {
          new WandbException.NotFound("no route"),
          new WandbException.Invalid("what?"),
          new Refused(Refusal.LICENCE, "not in the licence"),
          new Refused(Refusal.UNAUTHENTICATED, "unknown key"),
        };
    for (var error : errors) {
      server.script().clear();
      server.script().fail(part, error);
      assertThatThrownBy(() -> reader.read(null)).isSameAs(error);
    }
  }

  @Test
  void reads_a_server_without_custom_roles() {
    server.team("vision").role(Remotes.role("janitor", "cleans up"));
    for (var absent :
        new WandbException[] {
          new WandbException.NotFound("no such thing"),
          new WandbException.Invalid("no such thing"),
          new Refused(Refusal.LICENCE, "not in the licence"),
        }) {
      server.script().clear();
      server.script().fail("roles", absent);
      var snapshot = reader.read(null);
      assertThat(snapshot.roles()).isEmpty();
      assertThat(snapshot.teamNamed("vision")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LICENCE")
  void refusal_does_not_mean_a_server_without_custom_roles(Refusal reason) {
    var refused = new Refused(reason, "no");
    server.script().fail("roles", refused);
    assertThatThrownBy(() -> reader.read(null)).isSameAs(refused);
  }

  @Test
  void loss_of_a_fifth_of_the_users_is_accepted() {
    people(10);
    var before = reader.read(null);
    leave(2);
    var after = reader.read(before);
    assertThat(after.users()).hasSize(8);
    assertThat(server.script().journal("users")).hasSize(2);
  }

  @Test
  void loss_of_over_a_fifth_of_the_users_is_read_twice() {
    people(10);
    var before = reader.read(null);
    leave(3);
    var after = reader.read(before);
    assertThat(after.users()).hasSize(7);
    assertThat(server.script().journal("users")).hasSize(3);
  }

  @Test
  void loss_of_all_users_is_read_twice() {
    people(1);
    var before = reader.read(null);
    leave(1);
    assertThat(reader.read(before).users()).isEmpty();
    assertThat(server.script().journal("users")).hasSize(3);
  }

  @Test
  void two_short_reads_with_different_users_fail() {
    people(10);
    var before = reader.read(null);
    leave(3);
    onSecondRead("users", () -> server.user("p0"));
    assertThatThrownBy(() -> reader.read(before))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("two reads disagree");
  }

  @Test
  void two_short_reads_of_equal_size_with_other_users_fail() {
    people(10);
    var before = reader.read(null);
    leave(5);
    onSecondRead(
        "users",
        () -> {
          server.user("p0");
          server.forgetUser("p9");
        });
    assertThatThrownBy(() -> reader.read(before)).isInstanceOf(Unavailable.class);
  }

  @Test
  void loss_of_teams_is_accepted_if_two_reads_agree() {
    server.team("vision").team("speech").team("audio");
    var before = reader.read(null);
    server.forgetTeam("audio");
    assertThat(reader.read(before).teams()).hasSize(2);
    assertThat(server.script().journal("teams")).hasSize(3);
  }

  @Test
  void two_reads_with_different_team_members_fail() {
    for (int i = 0; i < 10; i++) {
      server.team("vision", Remotes.member("p" + i, MEMBER));
    }
    var before = reader.read(null);
    IntStream.range(0, 3).forEach(i -> server.forgetMember("vision", "p" + i));
    onSecondRead("rosters", () -> server.team("vision", Remotes.member("p0", MEMBER)));
    assertThatThrownBy(() -> reader.read(before)).isInstanceOf(Unavailable.class);
  }

  @Test
  void failure_of_the_second_read_fails_the_snapshot() {
    people(10);
    var before = reader.read(null);
    leave(5);
    var down = new Unavailable(Outage.TIMEOUT, "slow", false, null, null);
    onSecondRead(
        "users",
        () -> {
          throw down;
        });
    assertThatThrownBy(() -> reader.read(before)).isSameAs(down);
  }

  @Test
  void growth_needs_no_second_read() {
    people(1);
    var before = reader.read(null);
    people(100);
    assertThat(reader.read(before).users()).hasSize(100);
    assertThat(server.script().journal("users")).hasSize(2);
  }

  private void people(int count) {
    IntStream.range(0, count).forEach(i -> server.user("p" + i));
  }

  private void leave(int count) {
    IntStream.range(0, count).forEach(i -> server.forgetUser("p" + i));
  }

  /** Runs an action before the second of the following calls. */
  private void onSecondRead(String call, Runnable change) {
    var calls = new AtomicInteger();
    server
        .script()
        .before(
            call,
            words -> {
              if (calls.incrementAndGet() == 2) {
                change.run();
              }
            });
  }
}
