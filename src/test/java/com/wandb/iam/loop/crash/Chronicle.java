package com.wandb.iam.loop.crash;

import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** History of ServiceAccounts and their Secrets, from watch events of the cluster. */
public final class Chronicle {
  /**
   * A watch event.
   *
   * @param values of keys, which are never printed
   */
  private record Line(Instant fromWatch, String text, List<String> values) {}

  private final Set<String> published = ConcurrentHashMap.newKeySet();
  private final Set<String> noted = ConcurrentHashMap.newKeySet();
  private final Map<String, List<Line>> lines = new ConcurrentHashMap<>();
  private final Map<String, String> resources = new ConcurrentHashMap<>();
  private final Function<String, Optional<String>> nameIn;

  /**
   * @param nameIn finds the name of a ServiceAccount in a text
   */
  public Chronicle(Function<String, Optional<String>> nameIn) {
    this.nameIn = nameIn;
  }

  public ResourceEventHandler<WandbServiceAccount> ofResources() {
    return new Handler<>(this::told);
  }

  public ResourceEventHandler<Secret> ofSecrets() {
    return new Handler<>(this::recordSecret);
  }

  /** Returns whether a value was ever in a Secret of the operator. */
  boolean wasPublished(String value) {
    return published.contains(value);
  }

  /** Returns whether a key id was ever in a status. Each server has its own ids. */
  boolean wasInStatus(String namespace, String id) {
    return noted.contains(namespace + "/" + id);
  }

  /**
   * Returns all events of a ServiceAccount with their times.
   *
   * @param idOf the id of a key by its value
   */
  public List<String> of(String testAccount, Function<String, String> idOf) {
    return lines.getOrDefault(testAccount, List.of()).stream()
        .map(
            line ->
                line.fromWatch()
                    + " "
                    + line.text()
                    + line.values().stream().map(idOf).collect(Collectors.joining(" ")))
        .toList();
  }

  /** Returns the uids of all ServiceAccounts of a name, including deleted ones. */
  public List<String> uidsOf(String name) {
    return resources.entrySet().stream()
        .filter(one -> one.getValue().endsWith("/" + name))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the namespace and name of a ServiceAccount by its uid, even if it is deleted. */
  public Optional<String> resourceOf(String uid) {
    return Optional.ofNullable(resources.get(uid));
  }

  private void told(WandbServiceAccount resource, boolean gone) {
    resources.put(
        resource.getMetadata().getUid(),
        resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName());
    var status = resource.getStatus();
    if (status == null) {
      return;
    }
    var key = status.apiKey();
    var ids =
        Stream.of(
                Optional.ofNullable(key).map(ApiKeyState::id),
                Optional.ofNullable(key).map(ApiKeyState::previous).map(PreviousKey::id),
                Optional.ofNullable(status.pendingKey()).map(PendingKey::id))
            .flatMap(Optional::stream)
            .toList();
    var metadata = resource.getMetadata();
    ids.forEach(id -> noted.add(metadata.getNamespace() + "/" + id));
    write(
        metadata.getName(),
        gone,
        "resource %s %s%s: account %s, pending %s, keys %s, pending %s, Secret %s"
            .formatted(
                metadata.getUid(),
                metadata.getResourceVersion(),
                metadata.getDeletionTimestamp() == null ? "" : " (to be deleted)",
                status.id(),
                status.pendingCreate(),
                ids,
                status.pendingKey() == null ? null : status.pendingKey().description(),
                status.secretName()),
        List.of());
  }

  /** Records copies of a Secret and escrow Secrets under their declared owner. */
  private void recordSecret(Secret secret, boolean gone) {
    var owner = OwnedSecret.ownerOf(secret);
    if (owner.isEmpty()) {
      return;
    }
    var keys =
        secret.getData() == null
            ? List.<String>of()
            : secret.getData().keySet().stream()
                .flatMap(key -> Secrets.value(secret, key).stream())
                .toList();
    published.addAll(keys);
    nameIn
        .apply(owner.get())
        .ifPresent(
            name ->
                write(
                    name,
                    gone,
                    "Secret %s %s of %s: "
                        .formatted(
                            secret.getMetadata().getName(),
                            secret.getMetadata().getResourceVersion(),
                            owner.get()),
                    keys));
  }

  private void write(String testAccount, boolean gone, String text, List<String> values) {
    lines
        .computeIfAbsent(testAccount, name -> new CopyOnWriteArrayList<>())
        .add(new Line(Instant.now(), (gone ? "gone: " : "") + text, values));
  }

  private record Handler<R>(BiConsumer<R, Boolean> tell) implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R resource) {
      tell.accept(resource, false);
    }

    @Override
    public void onUpdate(R before, R after) {
      tell.accept(after, false);
    }

    @Override
    public void onDelete(R resource, boolean unknown) {
      tell.accept(resource, true);
    }
  }
}
