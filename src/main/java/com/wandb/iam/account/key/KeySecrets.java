package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads, writes and deletes the Secret of a ServiceAccount with its escrow and its copies. */
public final class KeySecrets {
  private final Secrets secrets;
  private final KeyEscrow escrow;
  private final Deliveries deliveries;
  private final InstantSource clock;
  private final boolean keepsKeys;

  private static final String OWNER_PREFIX = "ServiceAccount/";

  public KeySecrets(
      Secrets secrets,
      KeyEscrow escrow,
      Deliveries deliveries,
      InstantSource clock,
      boolean keepsKeys) {
    this.secrets = secrets;
    this.escrow = escrow;
    this.deliveries = deliveries;
    this.clock = clock;
    this.keepsKeys = keepsKeys;
  }

  /**
   * The Secrets that contain the keys of one resource, as they were read.
   *
   * @param present the Secret of the resource; null if there is none
   * @param escrow the backup copy; null if there is none
   */
  record Copies(@Nullable Secret present, @Nullable Secret escrow) {}

  /**
   * Returns the declared name of the Secret; the default is the resource's name and {@code -wandb}.
   */
  static String nameOf(WandbServiceAccount account) {
    var name = account.getSpec().secret().name();
    return name == null ? account.getMetadata().getName() + "-wandb" : name;
  }

  /** Returns the name of the Secret from which the first key is imported. */
  public static Optional<String> sourceOf(WandbServiceAccount account) {
    var apiKey = account.getSpec().apiKey();
    return Optional.ofNullable(apiKey)
        .flatMap(settings -> Optional.ofNullable(settings.importFrom()))
        .map(source -> source.secretRef().name());
  }

  static String ownedBy(WandbServiceAccount account) {
    return OWNER_PREFIX + account.getMetadata().getName();
  }

  /** Returns the resource to which a Secret belongs, by its owner annotation. */
  public static Set<ResourceID> ownerOf(Secret secret) {
    return OwnedSecret.ownerOf(secret)
        .filter(owner -> owner.startsWith(OWNER_PREFIX))
        .map(owner -> owner.substring(OWNER_PREFIX.length()))
        .map(name -> new ResourceID(name, secret.getMetadata().getNamespace()))
        .or(() -> KeyEscrow.ownerOf(secret))
        .or(() -> Deliveries.ownerOf(secret))
        .map(Set::of)
        .orElse(Set.of());
  }

  /**
   * Returns the Secret as it is now.
   *
   * @throws ReconcileAbort if a Secret of that name does not belong to the resource, so that
   *     nothing is created for it
   */
  public Optional<Secret> present(AccountReconciliation pass) {
    var present = read(pass, nameOf(pass.resource()));
    if (present.filter(secret -> !owned(pass, secret)).isPresent()) {
      throw foreign(nameOf(pass.resource()));
    }
    return present;
  }

  private static ReconcileAbort foreign(String name) {
    return new ReconcileAbort(
        ReconcileResult.blocked(
            Reason.SecretConflict,
            "spec.secret.name: Secret "
                + name
                + " exists and is not managed by this ServiceAccount. It was not changed. Choose"
                + " another name or delete that Secret."));
  }

  /**
   * Reads the escrow.
   *
   * @param present the Secret as it was read
   */
  Copies copies(AccountReconciliation pass, @Nullable Secret present) {
    return new Copies(present, escrow.read(pass.resource()).orElse(null));
  }

  /** Returns the keys of the account in the escrow, or else in the Secret under any name. */
  KeyRing held(AccountReconciliation pass, BoundAccount account, Copies copies) {
    var kept = KeyEscrow.keys(copies.escrow(), pass.resource(), account.id(), clock.instant());
    var published = published(pass, account, copies.present());
    boolean outdated =
        published.isNumber(pass.draft().apiKey) && !kept.isNumber(pass.draft().apiKey);
    return kept.current() == null || outdated ? published : kept;
  }

  /**
   * Returns the keys that may be of an account that was deleted on the server: from Secret and
   * escrow, and the one to import, which may be the last copy of a key that was published before.
   */
  List<ApiKey> left(AccountReconciliation pass, String accountId) {
    var now = clock.instant();
    var published =
        current(
                pass,
                secrets
                    .readLast(pass.namespace(), nameOf(pass.resource()))
                    .filter(one -> owned(pass, one))
                    .orElse(null))
            .filter(secret -> isOf(secret, accountId))
            .map(secret -> KeyRing.of(secret, now))
            .orElse(KeyRing.EMPTY);
    var copy = escrow.read(pass.resource()).orElse(null);
    var kept =
        Stream.of(KeyEscrow.keys(copy, pass.resource(), accountId, now), published)
            .flatMap(KeyRing::values);
    return Stream.concat(kept, KeySources.offered(secrets, pass).stream()).distinct().toList();
  }

  private KeyRing published(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present) {
    return current(pass, present)
        .filter(secret -> isOf(secret, account.id()))
        .map(secret -> KeyRing.of(secret, clock.instant()))
        .orElse(KeyRing.EMPTY);
  }

  /** Returns whether the Secret, under its present or former name, contains exactly these keys. */
  boolean holds(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present, KeyRing keys) {
    return published(pass, account, present).isSame(keys);
  }

  private Optional<Secret> current(AccountReconciliation pass, @Nullable Secret present) {
    return Optional.ofNullable(present).or(() -> formerSecret(pass));
  }

  /**
   * Writes these keys into the escrow, the Secret and its copies, in that order. Then deletes those
   * under a former name.
   *
   * @param copies the Secrets as they were read, if they were not written since then; null to read
   *     them. A Secret that was changed meanwhile is not overwritten: the API server refuses that
   * @return the copies that could not be delivered
   */
  List<Deliveries.Undelivered> publish(
      AccountReconciliation pass,
      BoundAccount account,
      KeyRing keys,
      Map<String, String> handled,
      @Nullable Copies copies) {
    var name = nameOf(pass.resource());
    var known = copies == null ? copies(pass, present(pass).orElse(null)) : copies;
    if (keepsKeys && account.isHashed()) {
      escrow.keep(pass.resource(), Objects.requireNonNull(pass.draft().id), keys, known.escrow());
    } else if (known.escrow() != null) {
      escrow.forget(pass.resource());
    }
    var wanted = SecretShape.wanted(pass, account, keys, handled);
    switch (secrets.apply(wanted, known.present())) {
      case FOREIGN -> throw foreign(name);
      case TERMINATING ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(
                  Reason.Pending, "The namespace is being deleted, so no Secret is created."));
      case WRITTEN, UNCHANGED -> {}
    }
    var undelivered = deliveries.deliver(pass, wanted);
    removeFormer(pass, name);
    removeStrays(pass, name);
    pass.draft().secretName = name;
    return undelivered;
  }

  /** Returns the variables about runs that the Secret contains now. */
  public Map<String, String> destination(AccountReconciliation pass, @Nullable Secret present) {
    var secret = current(pass, present).orElse(null);
    var found = new LinkedHashMap<String, String>();
    if (secret != null) {
      for (var name : SecretShape.destinationNames(pass.resource())) {
        Secrets.value(secret, name).ifPresent(value -> found.put(name, value));
      }
    }
    return found;
  }

  /** Returns the Secret under its former name if the spec has changed the name. */
  private Optional<Secret> formerSecret(AccountReconciliation pass) {
    var former = pass.draft().secretName;
    return former == null
        ? Optional.empty()
        : secrets.readLast(pass.namespace(), former).filter(secret -> owned(pass, secret));
  }

  /** Deletes the Secret under its former name; called once the new one exists. */
  private void removeFormer(AccountReconciliation pass, String name) {
    var former = pass.draft().secretName;
    if (former != null && !former.equals(name)) {
      deliveries.removeAll(pass, former);
      secrets.deleteOwned(pass.namespace(), former, ownedBy(pass.resource()));
    }
  }

  /**
   * Deletes undeclared Secrets of the resource. They exist if a crash came between the writes of a
   * Secret and of its name in status.
   *
   * @param wanted the declared name; null if no Secret must exist
   */
  private void removeStrays(AccountReconciliation pass, @Nullable String wanted) {
    pass.watched(Secret.class).stream()
        .filter(secret -> owned(pass, secret))
        .map(HasMetadata::getMetadata)
        .filter(found -> found.getNamespace().equals(pass.namespace()))
        .filter(found -> !found.getName().equals(wanted))
        .forEach(
            found ->
                secrets.deleteOwned(
                    found.getNamespace(), found.getName(), ownedBy(pass.resource())));
    deliveries.removeStrays(pass, wanted);
  }

  /** Deletes the Secret with its escrow and its copies. */
  public void delete(AccountReconciliation pass) {
    escrow.forget(pass.resource());
    removeStrays(pass, null);
    var name = pass.draft().secretName;
    if (name != null) {
      deliveries.removeAll(pass, name);
      secrets.deleteOwned(pass.namespace(), name, ownedBy(pass.resource()));
    }
  }

  /** Removes the owner from the Secret, so that it stays when the resource is deleted. */
  public void disown(AccountReconciliation pass) {
    escrow.forget(pass.resource());
    var name = pass.draft().secretName;
    if (name != null) {
      secrets.disown(pass.namespace(), name, ownedBy(pass.resource()));
    }
  }

  private Optional<Secret> read(AccountReconciliation pass, String name) {
    return secrets.read(pass.namespace(), name);
  }

  private static boolean owned(AccountReconciliation pass, Secret secret) {
    return OwnedSecret.isOwnedBy(secret, ownedBy(pass.resource()));
  }

  private static boolean isOf(Secret secret, String accountId) {
    var annotations = secret.getMetadata().getAnnotations();
    return annotations != null && accountId.equals(annotations.get(KeyRing.ACCOUNT_ID));
  }
}
