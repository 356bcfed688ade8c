package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the bucket of a connector that goes out of the server's environment, unless a team of the
 * server, declared or not, has its data there.
 */
final class FileStoreDeparture {
  private final Workbench workbench;
  private final Lookups lookups;
  private final Pass<StorageConnector, StorageConnectorStatus, ConnectorDraft> pass;

  FileStoreDeparture(
      Workbench workbench,
      Lookups lookups,
      Pass<StorageConnector, StorageConnectorStatus, ConnectorDraft> pass) {
    this.workbench = workbench;
    this.lookups = lookups;
    this.pass = pass;
  }

  /**
   * Lets the entry go, or keeps it.
   *
   * @param stays whether it stays for good, whoever uses it
   */
  void leave(String server, boolean stays) {
    var key = pass.resource().getMetadata().getUid();
    var entry = workbench.fileStores().read(server).of(key).orElse(null);
    if (entry == null) {
      return;
    }
    if (stays) {
      workbench.fileStores().change(server, stores -> stores.kept(key, Set.of()));
      return;
    }
    var users = users(server, entry.teams());
    workbench
        .fileStores()
        .change(server, stores -> users.isEmpty() ? stores.without(key) : stores.kept(key, users));
    if (!users.isEmpty()) {
      workbench
          .events()
          .warning(
              pass.resource(),
              "BucketKept",
              "the bucket stays in the server's environment until "
                  + users.size()
                  + " teams are gone that were made with it and that nobody declares any more");
    }
  }

  /** The teams that are still there; where the server is gone for us, all of them. */
  private Set<String> users(String server, Set<String> teams) {
    if (teams.isEmpty() || workbench.resources().get(WandbServer.class, null, server).isEmpty()) {
      return teams;
    }
    var api = lookups.connection(server, pass).api();
    return teams.stream()
        .filter(id -> api.teams().byId(id).isPresent())
        .collect(Collectors.toSet());
  }
}
