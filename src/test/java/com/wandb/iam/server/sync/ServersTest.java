package com.wandb.iam.server.sync;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.write.StepResult;
import com.wandb.iam.wandb.write.TeamWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServersTest {
  private final CentralServer central = new CentralServer();
  private final Servers servers = central.servers();
  private final FakeWandb wandb = central.wandb();

  @BeforeEach
  void begin() throws InterruptedException {
    for (var team : List.of("vision", "speech")) {
      wandb.team(team, Remotes.member("alice", ADMIN), Remotes.member("bob", MEMBER));
    }
    central.ensure("local-" + "1".repeat(40));
    awaitWriter(writer -> true);
  }

  @AfterEach
  void end() {
    central.close();
  }

  @Test
  void writes_to_a_user_exclude_each_other_across_writers() throws Exception {
    var former = writer().orElseThrow();
    var gate = wandb.script().pause("replaceTeamRoles bob");
    var first = apply(former, "vision");
    gate.awaitReached();
    wandb.viewer("successor", AccountType.ORG_SERVICE);
    servers.requestSync("central");
    var successor = awaitWriter(writer -> writer != former);

    var second = apply(successor, "speech");
    second.awaitParked();
    assertThat(wandb.script().journal("replaceTeamRoles bob")).hasSize(1);
    gate.open();
    assertThat(first.results()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(second.results()).hasOnlyElementsOfType(StepResult.Applied.class);
    assertThat(wandb.members("vision")).containsEntry("bob", VIEWER);
    assertThat(wandb.members("speech")).containsEntry("bob", VIEWER);
  }

  @Test
  void writes_to_a_team_exclude_each_other_across_writers() throws Exception {
    var former = writer().orElseThrow();
    var gate = wandb.script().pause("replaceTeamRoles bob");
    var first = apply(former, "vision");
    gate.awaitReached();
    int before = wandb.script().journal("rosters").size();
    wandb.viewer("successor", AccountType.ORG_SERVICE);
    servers.requestSync("central");
    var successor = awaitWriter(writer -> writer != former);
    // The sync replaces the writer before it reads the members.
    await()
        .dontCatchUncaughtExceptions()
        .until(() -> wandb.script().journal("rosters").size() > before);

    int reads = wandb.script().journal("rosters").size();
    var second = apply(successor, "vision");
    second.awaitParked();
    assertThat(wandb.script().journal("rosters")).hasSize(reads);
    gate.open();
    assertThat(first.results()).hasSize(1);
    assertThat(second.results()).hasSize(1);
  }

  @Test
  void replaced_writer_sends_nothing_more() throws Exception {
    var former = writer().orElseThrow();
    wandb.viewer("successor", AccountType.ORG_SERVICE);
    servers.requestSync("central");
    awaitWriter(writer -> writer != former);

    var late = apply(former, "vision");
    assertThat(late.failure()).hasMessageContaining("nothing was sent");
    assertThat(wandb.script().journal("replaceTeamRoles")).isEmpty();
  }

  @Test
  void steps_under_way_are_answered_after_new_settings() throws Exception {
    var former = writer().orElseThrow();
    var gate = wandb.script().pause("replaceTeamRoles bob");
    var first = apply(former, "vision");
    gate.awaitReached();
    central.ensure("local-" + "2".repeat(40));
    awaitWriter(writer -> writer != former);
    gate.open();

    assertThat(first.results()).hasOnlyElementsOfType(StepResult.Applied.class);
  }

  private Optional<TeamWriter> writer() {
    return servers.connection("central").map(ServerConnection::teams);
  }

  /** Returns the writer when a sync has opened the connection with another one. */
  private TeamWriter awaitWriter(Predicate<TeamWriter> wanted) throws InterruptedException {
    return central.await(() -> writer().filter(wanted));
  }

  private static Application apply(TeamWriter writer, String team) {
    var task =
        new FutureTask<>(
            () ->
                writer.apply(
                    Remotes.team(team),
                    new Plan(List.of(new Step.ChangeRole("bob", "bob", MEMBER, VIEWER, false)))));
    return new Application(task, Thread.ofPlatform().daemon().start(task));
  }

  private record Application(FutureTask<List<StepResult>> task, Thread thread) {
    /** Returns when the thread waits for another one, or has ended. */
    void awaitParked() {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TERMINATED) {
        Thread.onSpinWait();
      }
    }

    List<StepResult> results() throws Exception {
      return task.get();
    }

    Throwable failure() throws InterruptedException {
      thread.join();
      return task.exceptionNow();
    }
  }
}
