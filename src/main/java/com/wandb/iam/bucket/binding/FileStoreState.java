package com.wandb.iam.bucket.binding;

import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Where the operator keeps the file stores of each server: a Secret of its own namespace. Who asks
 * for a change makes it there; the server's own Secret follows.
 */
public final class FileStoreState {
  private static final String PREFIX = "wandb-file-stores-";
  private static final int TRIES = 10;

  private final Secrets secrets;
  private final String namespace;

  /** Many connectors change at once: who does not wait here tries in vain, again and again. */
  private final ReentrantLock turn = new ReentrantLock();

  public FileStoreState(Secrets secrets, String operatorNamespace) {
    this.secrets = secrets;
    this.namespace = operatorNamespace;
  }

  public FileStores read(String server) {
    return find(server).orElse(FileStores.NONE);
  }

  /** Empty where nobody ever declared a bucket, or the Secret was lost. */
  public Optional<FileStores> find(String server) {
    return secrets
        .read(namespace, PREFIX + server)
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(server)))
        .map(FileStoreState::stores);
  }

  private static FileStores stores(Secret secret) {
    var data = new TreeMap<String, String>();
    if (secret.getData() != null) {
      secret
          .getData()
          .keySet()
          .forEach(key -> Secrets.value(secret, key).ifPresent(value -> data.put(key, value)));
    }
    return FileStores.of(data);
  }

  /**
   * Makes a change, on what is there at that moment.
   *
   * @return the state after it
   */
  public FileStores change(String server, UnaryOperator<FileStores> change) {
    turn.lock();
    try {
      return changeInTurn(server, change);
    } finally {
      turn.unlock();
    }
  }

  private FileStores changeInTurn(String server, UnaryOperator<FileStores> change) {
    KubernetesClientException last = null;
    for (int i = 0; i < TRIES; i++) {
      var present = secrets.read(namespace, PREFIX + server).orElse(null);
      var before = present == null ? FileStores.NONE : stores(present);
      var after = change.apply(before);
      if (present != null && after.equals(before)) {
        return after;
      }
      var wanted =
          new OwnedSecret(
              namespace, PREFIX + server, ownedBy(server), null, Map.of(), Map.of(), after.data());
      try {
        if (secrets.apply(wanted, present) == Secrets.Outcome.FOREIGN) {
          throw new IllegalStateException(
              "the Secret " + namespace + "/" + PREFIX + server + " is not the operator's");
        }
        return after;
      } catch (KubernetesClientException conflict) {
        if (conflict.getCode() != 409) {
          throw conflict;
        }
        last = conflict;
      }
    }
    throw new IllegalStateException("the ledger of " + server + " changes all the time", last);
  }

  /** The server is not this cluster's to tell any more; its own Secret stays as it is. */
  public void forget(String server) {
    secrets.deleteOwned(namespace, PREFIX + server, ownedBy(server));
  }

  private static String ownedBy(String server) {
    return "WandbServer/" + server + "/file-stores";
  }
}
