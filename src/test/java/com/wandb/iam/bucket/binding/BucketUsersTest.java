package com.wandb.iam.bucket.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.server.sync.FakeConnection;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teams without a resource, which keep a bucket as long as any of them may exist. */
class BucketUsersTest {
  @AutoClose private final FakeConnection connection = new FakeConnection();

  /** The team old was deleted after the last read, and the team new was created after it. */
  @ParameterizedTest
  @CsvSource({
    "gone, true",
    "gone other, true",
    "vision, false",
    "gone vision, false",
    "vision gone, false",
    "old, false",
    "new, false"
  })
  void teams_are_gone_if_neither_read_shows_one(String teams, boolean gone) {
    connection.server.team("vision").team("old");
    var users = new BucketUsers(connection.open());
    connection.server.forgetTeam("old");
    connection.server.team("new");
    var named = Arrays.stream(teams.split(" ")).map(BucketUsers::named).collect(Collectors.toSet());
    assertThat(users.areGone(named)).isEqualTo(gone);
    var ids =
        Arrays.stream(teams.split(" "))
            .map(name -> Remotes.team(name).id())
            .collect(Collectors.toSet());
    assertThat(users.areGone(ids)).isEqualTo(gone);
  }

  @Test
  void name_of_a_team_is_not_taken_for_an_id() {
    connection.server.team("vision");
    var id = Remotes.team("vision").id();
    var users = new BucketUsers(connection.open());
    assertThat(users.areGone(Set.of(BucketUsers.named(id)))).isTrue();
    assertThat(users.areGone(Set.of("vision"))).isTrue();
  }

  @Test
  void teams_are_not_gone_while_the_server_is_silent() {
    assertThat(new BucketUsers(null).areGone(Set.of("gone"))).isFalse();
    var users = new BucketUsers(connection.open());
    var down = new WandbException.Unavailable(Outage.CONNECTION, "down", false, null, null);
    connection.server.script().fail("team", down);
    assertThat(users.areGone(Set.of("gone"))).isFalse();
  }
}
