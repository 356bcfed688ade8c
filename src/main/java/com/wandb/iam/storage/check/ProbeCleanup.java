package com.wandb.iam.storage.check;

import com.wandb.iam.storage.store.BucketStore;
import com.wandb.iam.storage.store.OpenStore;
import com.wandb.iam.storage.store.StoreException;
import com.wandb.iam.storage.store.StoreOpener;
import org.jspecify.annotations.Nullable;

/** Deletes the objects that an aborted check may have left, over a new connection. */
final class ProbeCleanup {
  private final StoreOpener opener;
  private final BucketProbe probe;
  private final OpenStore open = new OpenStore();
  private final @Nullable String region;

  ProbeCleanup(StoreOpener opener, @Nullable String region, BucketProbe probe) {
    this.opener = opener;
    this.region = region;
    this.probe = probe;
  }

  /** Removes the objects of the probe; the probe still lists those that could not be removed. */
  void perform() {
    try {
      var store = open.enter(opener.open(region));
      readVersioning(store);
      probe.remove(store);
    } catch (StoreException failed) {
      // The probe lists the rest, and its owner reports it.
    } finally {
      open.end();
    }
  }

  /** Reads whether the bucket keeps versions, because deletion depends on it. */
  private static void readVersioning(BucketStore store) {
    try {
      store.keepsVersions();
    } catch (StoreException refused) {
      // The store then assumes that versions are kept, and the deletion reports errors.
    }
  }

  void stop() {
    open.end();
  }
}
