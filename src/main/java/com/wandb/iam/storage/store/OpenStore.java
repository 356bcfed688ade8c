package com.wandb.iam.storage.store;

import org.jspecify.annotations.Nullable;

/** The store that a look has open just now, so that another thread can end the look. */
public final class OpenStore {
  private @Nullable BucketStore store;
  private boolean ended;

  /** Takes the place of the one before; after the end it is closed at once. */
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

  /** Closes what is open now or will be. */
  public synchronized void end() {
    ended = true;
    if (store != null) {
      store.close();
    }
  }
}
