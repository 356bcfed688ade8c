package com.wandb.iam.account.key;

/**
 * The server's answer about a former key of an account. A server may list only a part of the keys
 * of an account, so a key that is not listed may still be valid.
 */
enum KeyListing {
  /** The list contains the key. */
  LISTED,

  /** The server does not list the keys of the account to the operator. */
  NOT_SHOWN,

  /** The operator cannot find the key in the list, and the key may be valid. */
  MISSING,

  /** The value of the key is not known, and the lists do not prove that it is gone. */
  UNKNOWN,

  /**
   * The key is not valid any more, or two lists lack it that are not cut short as far as the
   * operator can tell by the current key.
   */
  GONE
}
