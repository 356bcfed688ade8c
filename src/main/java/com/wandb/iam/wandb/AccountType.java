package com.wandb.iam.wandb;

/** Type of an account. */
public enum AccountType {
  /** User account. */
  USER,
  /** W&amp;B service account of one team. */
  SERVICE,
  /** W&amp;B service account of the organization. It is a member of every team. */
  ORG_SERVICE
}
