package com.wandb.iam.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SyncResultTest {
  private static SyncResult serving(Duration skew, int teams) {
    return new SyncResult.Serving(
        new FakeWandb().skew(skew).probe(), identity("org-1"), teams, 2, 3, 4);
  }

  private static ServerIdentity identity(String organization) {
    return ServerIdentity.of(new FakeWandb().organization(organization).probe());
  }

  private static SyncResult foreign(String organization) {
    return new SyncResult.ForeignOrganization(identity(organization), "is another");
  }

  private static SyncResult down(@Nullable String message) {
    return new SyncResult.Failing(
        new WandbException.Unavailable(Outage.CONNECTION, message, false, null, null));
  }

  private static SyncResult refused(String message) {
    return new SyncResult.Failing(new WandbException.Refused(Refusal.UNAUTHENTICATED, message));
  }

  private static SyncResult fresh() {
    return new SyncResult.Pending();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of(fresh(), fresh(), true),
        Arguments.of(fresh(), serving(Duration.ZERO, 1), false),
        Arguments.of(down("no route"), down("no route"), true),
        Arguments.of(down("no route"), down("too slow"), false),
        Arguments.of(down("words"), refused("words"), false),
        Arguments.of(down("words"), fresh(), false),
        Arguments.of(foreign("a"), foreign("a"), true),
        Arguments.of(foreign("a"), foreign("b"), false),
        Arguments.of(serving(Duration.ZERO, 1), serving(Duration.ZERO, 2), false),
        Arguments.of(serving(Duration.ofMillis(1), 1), serving(Duration.ofMillis(-2), 1), true),
        Arguments.of(serving(Duration.ZERO, 1), serving(Duration.ofMinutes(6), 1), false),
        Arguments.of(serving(Duration.ofMinutes(6), 1), serving(Duration.ofMinutes(-7), 1), true));
  }

  /** Same results give one line in the log, and no event for the resource. */
  @ParameterizedTest
  @MethodSource("pairs")
  void results_are_the_same_without_a_visible_difference(
      SyncResult one, SyncResult other, boolean same) {
    assertThat(SyncResult.same(one, other)).isEqualTo(same);
    assertThat(SyncResult.same(other, one)).isEqualTo(same);
  }

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of(fresh(), ServerState.PENDING, "not synced yet"),
        Arguments.of(
            serving(Duration.ZERO, 1), ServerState.SERVING, "1 teams, 2 users, 3 service accounts"),
        Arguments.of(
            foreign("a"),
            ServerState.FOREIGN_ORGANIZATION,
            "another server than the pinned one: it is another"),
        Arguments.of(down("no route"), ServerState.UNREACHABLE, "no route"),
        Arguments.of(refused("no key"), ServerState.REFUSED, "no key"));
  }

  @ParameterizedTest
  @MethodSource("results")
  void result_has_a_state_and_a_text(SyncResult result, ServerState state, String text) {
    assertThat(ServerState.of(result)).isEqualTo(state);
    assertThat(result.describe()).isEqualTo(text);
  }
}
