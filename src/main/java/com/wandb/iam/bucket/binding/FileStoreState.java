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
 * The state of the file stores of each server, in a Secret of the operator's namespace. A change is
 * written here first, and then to the Secret of the server.
 */
public final class FileStoreState {
  private static final String PREFIX = "wandb-file-stores-";
  private static final int TRIES = 10;

  private final Secrets secrets;
  private final String namespace;

  /** Serializes changes, because concurrent changes of many connectors would all conflict. */
  private final ReentrantLock lock = new ReentrantLock();

  public FileStoreState(Secrets secrets, String operatorNamespace) {
    this.secrets = secrets;
    this.namespace = operatorNamespace;
  }

  public FileStores read(String server) {
    return find(server).orElse(FileStores.NONE);
  }

  /** Returns the state; empty if no bucket was ever declared, or the Secret was lost. */
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
   * Applies a change to the latest state.
   *
   * @param change a pure function, because a conflict repeats it
   * @return the state after the change
   */
  public FileStores change(String server, UnaryOperator<FileStores> change) {
    lock.lock();
    try {
      return changeLocked(server, change);
    } finally {
      lock.unlock();
    }
  }

  private FileStores changeLocked(String server, UnaryOperator<FileStores> change) {
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
              "Secret " + namespace + "/" + PREFIX + server + " is not managed by the operator");
        }
        return after;
      } catch (KubernetesClientException conflict) {
        if (conflict.getCode() != 409) {
          throw conflict;
        }
        last = conflict;
      }
    }
    throw new IllegalStateException(
        "The state Secret of " + server + " changes too often to be written", last);
  }

  /** Deletes the state of a deleted WandbServer; the Secret of the server is not changed. */
  public void forget(String server) {
    secrets.deleteOwned(namespace, PREFIX + server, ownedBy(server));
  }

  private static String ownedBy(String server) {
    return "WandbServer/" + server + "/file-stores";
  }
}
