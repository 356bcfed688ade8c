package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/** The store that a check uses now, so that another thread can end the check. Thread-safe. */
public final class OpenStore {
  private @Nullable BucketStore store;
  private boolean ended;

  /** Replaces and closes the previous store. Closes the new one too if the check was ended. */
  public synchronized BucketStore enter(BucketStore opened) {
    if (store != null) {
      store.close();
    }
    store = opened;
    if (ended) {
      opened.close();
    }
    return opened;
  }

  /** Returns whether the store was ended, which makes later requests fail. */
  public synchronized boolean ended() {
    return ended;
  }

  /** Closes the current store, and each store that is entered later. */
  public synchronized void end() {
    ended = true;
    if (store != null) {
      store.close();
    }
  }
}
