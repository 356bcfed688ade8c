package com.wandb.iam.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.Remotes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of members that lack a member. */
class LiveRostersTest {
  @AutoClose private final FakeConnection connection = new FakeConnection();

  @BeforeEach
  void begin() {
    connection.server.team("vision", Remotes.member("bob", TeamRole.BuiltIn.VIEWER)).user("alice");
  }

  private RemoteRoster live(ServerConnection open) {
    var users =
        List.of("alice", "bob").stream()
            .map(id -> connection.server.users().byId(id).orElseThrow())
            .toList();
    return LiveRosters.live(open, Remotes.team("vision"), users);
  }

  private int lists() {
    return connection.server.script().journal("rosters [vision]").size();
  }

  @Test
  void member_is_added_from_the_account_itself() {
    connection.server.hidden("bob");
    var bob = live(connection.open()).member("bob").orElseThrow();
    assertThat(bob.role()).isEqualTo(TeamRole.BuiltIn.VIEWER);
    assertThat(bob.pending()).isFalse();
    assertThat(live(connection.open()).member("alice")).isEmpty();
  }

  @Test
  void second_list_adds_to_the_first() {
    connection.server.withoutTeamRoles();
    var open = connection.open();
    int before = lists();
    var read = new AtomicInteger();
    connection
        .server
        .script()
        .before(
            "rosters [vision]",
            call -> connection.server.hidden(read.incrementAndGet() > 1 ? "bob" : null));
    assertThat(live(open).member("bob")).isPresent();
    assertThat(lists() - before).isEqualTo(2);
  }

  @Test
  void one_list_is_enough_for_listed_members() {
    connection.server.forgetUser("alice");
    var bob = connection.server.users().byId("bob").orElseThrow();
    var open = connection.open();
    int before = lists();
    var roster = LiveRosters.live(open, Remotes.team("vision"), List.of(bob));
    assertThat(roster.members()).hasSize(1).allMatch(one -> Objects.equals(one.userId(), "bob"));
    assertThat(lists() - before).isEqualTo(1);
  }
}
