package com.wandb.iam.account.key;

import com.wandb.iam.wandb.RemoteKey;
import java.util.List;

/**
 * The result of revoking all keys of an account except one.
 *
 * @param gone the revoked keys that a later list lacks, which is not cut short as far as the
 *     operator can tell
 * @param complete whether that list contains the kept key alone
 */
record EndedKeys(List<RemoteKey> gone, boolean complete) {
  /** Nothing is confirmed. */
  static final EndedKeys UNCONFIRMED = new EndedKeys(List.of(), false);

  EndedKeys {
    gone = List.copyOf(gone);
  }
}
