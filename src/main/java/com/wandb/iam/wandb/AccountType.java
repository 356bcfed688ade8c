package com.wandb.iam.wandb;

/** What kind of identity an account is. */
public enum AccountType {
  /** A person. */
  USER,
  /** A service account of one team. */
  SERVICE,
  /** A service account of the organization, member of every team. */
  ORG_SERVICE
}
