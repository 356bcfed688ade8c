package com.wandb.iam.team.membership;

import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException;

/** The outcome of inviting a user without an account, or of creating the account. */
sealed interface ProvisionResult {

  /** Nothing is declared for such users, or nothing may be done for this one. */
  record None() implements ProvisionResult {}

  /** The user has an account now. */
  record Account(RemoteUser user) implements ProvisionResult {}

  /**
   * The user is invited.
   *
   * @param adopted whether another client sent the invitation
   */
  record Invited(boolean adopted) implements ProvisionResult {}

  /** Several accounts have the address. */
  record Ambiguous(int accounts) implements ProvisionResult {}

  /** Another client withdrew the invitation twice. */
  record Contested() implements ProvisionResult {}

  /**
   * Nothing was done, because the membership or its team is only observed.
   *
   * @param change the change that would be made, in words
   */
  record Planned(String change) implements ProvisionResult {}

  /** The server refused. */
  record Failed(WandbException error) implements ProvisionResult {}
}
