package com.wandb.iam.account.key;

/** What the server says about a former key. Its list of keys may be cut short. */
enum KeyListing {
  /** The list contains the key. */
  LISTED,

  /** The server does not list the keys of the account to the operator. */
  NOT_SHOWN,

  /** The list lacks the key, and the key is valid. */
  MISSING,

  /** The value of the key is not known, and the lists do not prove that it is gone. */
  UNKNOWN,

  /** The key is not valid any more, or two lists with the current key lack it. */
  GONE
}
