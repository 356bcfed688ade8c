package com.wandb.iam.storage.check;

import com.wandb.iam.storage.store.BucketStore;
import com.wandb.iam.storage.store.OpenStore;
import com.wandb.iam.storage.store.StoreException;
import com.wandb.iam.storage.store.StoreOpener;
import org.jspecify.annotations.Nullable;

/** Removes what a look that was given up may have left, with a connection of its own. */
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
      askForVersions(store);
      probe.remove(store);
    } catch (StoreException failed) {
      // The probe lists the rest, and its owner reports it.
    } finally {
      open.end();
    }
  }

  /** Deleting goes by whether the bucket keeps versions; who is not told, assumes so. */
  private static void askForVersions(BucketStore store) {
    try {
      store.keepsVersions();
    } catch (StoreException refused) {
      // Deleting will show.
    }
  }

  void stop() {
    open.end();
  }
}
