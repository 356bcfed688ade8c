package com.wandb.iam.account.key;

/**
 * What the server's lists say about a key. A list may be cut short, so a key is gone only with
 * proof.
 */
enum KeyListing {
  /** The list contains the key. */
  LISTED,

  /** The server does not list the keys of the account to the operator. */
  NOT_SHOWN,

  /** The list lacks the key, and the key is valid. */
  MISSING,

  /** Neither value nor id of the key is known, and one of the listed keys may be it. */
  UNKNOWN,

  /** The account does not have the key any more. */
  GONE
}
