package com.wandb.iam.team.membership;

import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;

/** The outcome of inviting a user without an account, or of creating the account. */
sealed interface ProvisionResult {

  /** The membership declares no provisioning, or does not allow it for this user. */
  record None() implements ProvisionResult {}

  /** The user has an account now. */
  record Account(RemoteUser user) implements ProvisionResult {}

  /**
   * The user is invited.
   *
   * @param adopted whether another client sent the invitation
   */
  record Invited(boolean adopted) implements ProvisionResult {}

  /** Several accounts have the email address. */
  record Ambiguous(int accounts) implements ProvisionResult {}

  /** Another client withdrew the invitation twice. */
  record Contested() implements ProvisionResult {}

  /**
   * Nothing was changed, because the membership or its team is only observed.
   *
   * @param change description of the planned change
   */
  record Planned(String change) implements ProvisionResult {}

  /** The server refused. */
  record Failed(WandbException error) implements ProvisionResult {}
}
