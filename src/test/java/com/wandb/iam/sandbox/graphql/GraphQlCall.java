package com.wandb.iam.sandbox.graphql;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.Refusal;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.TeamState;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireRequest;
import org.jspecify.annotations.Nullable;

/** One GraphQL request during its execution: its caller, and the worst status of its fields. */
final class GraphQlCall {
  final WorldState state;
  final Account caller;
  private final boolean adminPrivilegesAsked;
  private int worst = 200;

  GraphQlCall(WorldState state, Account caller, WireRequest request) {
    this.state = state;
    this.caller = caller;
    this.adminPrivilegesAsked =
        request.header("use-admin-privileges").filter("true"::equals).isPresent();
  }

  /**
   * Returns whether the caller has admin rights and requested them with the header, as the SDK
   * does.
   */
  boolean isAdmin() {
    return adminPrivilegesAsked
        && caller.hasAdminRights()
        && caller.deletedAt == null
        && !(caller.isPerson() && state.isOn(SandboxSwitch.ADMIN_BY_USER_KEY_REFUSED));
  }

  boolean askedForAdminPrivileges() {
    return adminPrivilegesAsked;
  }

  boolean isMember(TeamState team) {
    return team.members.containsKey(caller.number);
  }

  boolean runs(TeamState team) {
    return isAdmin() || "admin".equals(team.members.get(caller.number));
  }

  void refuseUnless(boolean allowed) {
    if (!allowed) {
      throw Refusal.forbidden("permission denied");
    }
  }

  TeamState team(@Nullable String name) {
    return state
        .team(name == null ? "" : name)
        .orElseThrow(() -> Refusal.notFound("entity " + name + " not found"));
  }

  void met(int status) {
    worst = Math.max(worst, status);
  }

  int worst() {
    return worst;
  }
}
