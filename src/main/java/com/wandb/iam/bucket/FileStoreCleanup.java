package com.wandb.iam.bucket;

import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.kube.EventRecorder;
import java.util.Set;

/**
 * Takes the bucket of a connector that goes out of the server's environment, unless a team has its
 * data there that the operator made and that nobody declares any more: then it stays until the
 * server itself says that the team is gone, which the server's own passes ask. Of teams that others
 * made with the bucket nobody can know: no call of the server tells.
 */
final class FileStoreCleanup {
  private final FileStoreState fileStores;
  private final EventRecorder events;
  private final ConnectorReconciliation pass;

  FileStoreCleanup(FileStoreState fileStores, EventRecorder events, ConnectorReconciliation pass) {
    this.fileStores = fileStores;
    this.events = events;
    this.pass = pass;
  }

  /**
   * Lets the entry go, or keeps it.
   *
   * @param stays whether it stays for good, whoever uses it
   */
  void leave(String server, boolean stays) {
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
          "the bucket stays in the server's environment until "
              + users
              + " teams are gone that were made with it and that nobody declares any more");
    }
  }
}
