package com.wandb.iam.wandb.write;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.plan.ObservedMember;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.wandb.Correlation;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Sends steps to the server: one request for all new members, then one write for each account, in
 * parallel. Checks no rule, because {@link TeamWriter} has done so before. Thread-safe; calls
 * block.
 */
final class StepWrites implements AutoCloseable {
  private final MemberWrites members;
  private volatile boolean closed;

  /**
   * The results of some steps.
   *
   * @param results one for each step, in order
   * @param users the accounts that were written, as the server answered
   */
  record Written(List<StepResult> results, List<RemoteUser> users) {}

  private record Answer(StepResult result, Optional<RemoteUser> user) {}

  StepWrites(MemberWrites members) {
    this.members = members;
  }

  /**
   * Sends the steps of one run.
   *
   * @param before the team as it is
   */
  Written send(RemoteTeam team, List<Step> steps, ObservedTeam before) {
    if (closed) {
      return new Written(
          steps.stream().<StepResult>map(step -> new StepResult.Failed(step, replaced())).toList(),
          List.of());
    }
    var refused = addMembers(team, steps);
    var answers =
        inParallel(
            steps.stream()
                .map(step -> Correlation.carried(() -> answer(team, step, before, refused)))
                .toList());
    return new Written(
        answers.stream().map(Answer::result).toList(),
        answers.stream().flatMap(answer -> answer.user().stream()).toList());
  }

  private Map<String, WandbException> addMembers(RemoteTeam team, List<Step> steps) {
    var newcomers =
        steps.stream().filter(Step.AddMember.class::isInstance).map(Step::userId).toList();
    return newcomers.isEmpty() ? new HashMap<>() : members.add(team, newcomers);
  }

  private Answer answer(
      RemoteTeam team, Step step, ObservedTeam before, Map<String, WandbException> refused) {
    var refusal = refused.get(step.userId());
    if (refusal != null) {
      return new Answer(new StepResult.Failed(step, refusal), Optional.empty());
    }
    try {
      return new Answer(new StepResult.Applied(step), write(team, step, before));
    } catch (WandbException error) {
      return new Answer(new StepResult.Failed(step, error), Optional.empty());
    }
  }

  private Optional<RemoteUser> write(RemoteTeam team, Step step, ObservedTeam before) {
    return switch (step) {
      case Step.AddMember add ->
          add.role().equals(roleAfterJoining(add, before))
              ? Optional.empty()
              : Optional.of(setFirstRole(team, add, before));
      case Step.ChangeRole change ->
          Optional.of(
              members.setRole(
                  team,
                  change.userId(),
                  change.to(),
                  held ->
                      listedRole(change, before)
                          .filter(listed -> agrees(held, listed, change.to()))
                          .isPresent()));
      case Step.RemoveMember removal -> {
        if (listedRole(removal, before).isPresent()) {
          members.remove(team, removal.userId());
        } else {
          members.removeUnlisted(team, removal.userId(), removal.role());
        }
        yield Optional.empty();
      }
      case Step.LowerRegistryRoles lowering ->
          throw new IllegalArgumentException("RegistryWrites sends " + lowering.describe());
    };
  }

  /** Returns the role before {@link #setFirstRole}: the server gives all new members the same. */
  private static TeamRole roleAfterJoining(Step.AddMember add, ObservedTeam before) {
    return listedRole(add, before).orElse(MemberWrites.NEWCOMER);
  }

  /** Returns whether the guard has seen an admin whom a step demotes as an admin. */
  private static boolean agrees(TeamRole held, TeamRole listed, TeamRole next) {
    var admin = TeamRole.BuiltIn.ADMIN;
    return !held.equals(admin) || next.equals(admin) || listed.equals(admin);
  }

  private static Optional<TeamRole> listedRole(Step step, ObservedTeam before) {
    return before.member(step.userId()).map(ObservedMember::role);
  }

  /** Sets the declared role. On failure, removes a new member who would keep a higher role. */
  private RemoteUser setFirstRole(RemoteTeam team, Step.AddMember add, ObservedTeam before) {
    try {
      return members.setRole(
          team,
          add.userId(),
          add.role(),
          held ->
              listedRole(add, before)
                  .map(listed -> agrees(held, listed, add.role()))
                  .orElse(held.equals(MemberWrites.NEWCOMER) || held.equals(add.role())));
    } catch (WandbException error) {
      boolean newcomer = before.member(add.userId()).isEmpty();
      if (newcomer && before.order().lowers(TeamRole.BuiltIn.MEMBER, add.role())) {
        removeAgain(team, add.userId(), error);
      }
      throw error;
    }
  }

  /** Removes a new member. If this fails too, the next reconciliation changes the member's role. */
  private void removeAgain(RemoteTeam team, String userId, WandbException error) {
    try {
      members.removeNewcomer(team, userId);
    } catch (WandbException failure) {
      error.addSuppressed(failure);
    }
  }

  private List<Answer> inParallel(List<Callable<Answer>> tasks) {
    var answers = new ArrayList<Answer>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : executor.invokeAll(tasks)) {
        answers.add(done.get());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing to the server", interrupted);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a step failed unexpectedly", failure.getCause());
    }
    return answers;
  }

  /**
   * Checks that steps may be sent.
   *
   * @throws WandbException.Unavailable if this is closed: nothing was sent
   */
  void checkOpen() {
    if (closed) {
      throw replaced();
    }
  }

  private static WandbException.Unavailable replaced() {
    return new WandbException.Unavailable(
        WandbException.Unavailable.Outage.CONNECTION,
        "nothing was sent, because the connection to the W&B server is being replaced",
        false,
        null,
        null);
  }

  @Override
  public void close() {
    closed = true;
  }
}
