package com.wandb.iam.bucket;

import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.kube.EventRecorder;
import java.util.Set;

/**
 * Removes the bucket of a deleted connector from the environment of the server. Keeps it while it
 * is used by teams that the operator created and that no longer have a Team resource. The
 * reconciliation of the server removes it when the server confirms that these teams no longer
 * exist. Teams that others created with the bucket are unknown, because no request returns them.
 */
public record FileStoreCleanup(FileStoreState fileStores, EventRecorder events) {

  /**
   * Removes the entry, or keeps it.
   *
   * @param stays whether it is kept for good, because the connector is orphaned
   */
  void leave(ConnectorReconciliation pass, String server, boolean stays) {
    var key = pass.resource().getMetadata().getUid();
    var entry = fileStores.read(server).of(key).orElse(null);
    if (entry == null) {
      return;
    }
    if (stays) {
      fileStores.change(server, stores -> stores.kept(key, Set.of()));
      return;
    }
    var after =
        fileStores.change(
            server,
            stores -> {
              var users = stores.of(key).map(FileStores.Entry::teams).orElse(Set.of());
              return users.isEmpty() ? stores.without(key) : stores.kept(key, users);
            });
    int users = after.keptFor(key);
    if (users > 0) {
      events.warning(
          pass.resource(),
          "BucketKept",
          "The bucket stays in the environment of the W&B server, because "
              + users
              + (users == 1
                  ? " team without a Team resource uses it. It is removed when this team no longer"
                      + " exists."
                  : " teams without a Team resource use it. It is removed when these teams no"
                      + " longer exist."));
    }
  }
}
