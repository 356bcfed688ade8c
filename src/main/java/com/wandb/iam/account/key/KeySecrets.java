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

/** The Secret of a ServiceAccount: what is in it, whose it is, and that it is there. */
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

  /** The Secret's name. */
  static String nameOf(WandbServiceAccount account) {
    var name = account.getSpec().secret().name();
    return name == null ? account.getMetadata().getName() + "-wandb" : name;
  }

  /** The Secret that the first key is taken from, where there is one. */
  public static Optional<String> sourceOf(WandbServiceAccount account) {
    var apiKey = account.getSpec().apiKey();
    return Optional.ofNullable(apiKey)
        .flatMap(settings -> Optional.ofNullable(settings.importFrom()))
        .map(source -> source.secretRef().name());
  }

  static String ownedBy(WandbServiceAccount account) {
    return OWNER_PREFIX + account.getMetadata().getName();
  }

  /** Whose a Secret is, by the mark that the operator gave it. */
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
   * The Secret as it is now; where somebody else's has the name the pass ends, before anything is
   * made.
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
            "spec.secret.name: a Secret "
                + name
                + " exists that does not belong to this resource, and is left as it is; choose"
                + " another name or remove it"));
  }

  /** The keys of the account that are kept, or that the Secret holds under any of its names. */
  KeyRing held(AccountReconciliation pass, BoundAccount account, @Nullable Secret present) {
    var now = clock.instant();
    var kept = escrow.held(pass.resource(), account.id(), now);
    var published = published(pass, account, present);
    boolean outdated =
        published.isNumber(pass.draft().apiKey) && !kept.isNumber(pass.draft().apiKey);
    return kept.current() == null || outdated ? published : kept;
  }

  /** The keys of an account that is gone, as far as they still stand anywhere. */
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
    return Stream.of(escrow.held(pass.resource(), accountId, now), published)
        .flatMap(KeyRing::values)
        .distinct()
        .toList();
  }

  private KeyRing published(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present) {
    return current(pass, present)
        .filter(secret -> isOf(secret, account.id()))
        .map(secret -> KeyRing.of(secret, clock.instant()))
        .orElse(KeyRing.EMPTY);
  }

  /** Whether the Secret, under whatever name, holds exactly these keys. */
  boolean holds(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present, KeyRing keys) {
    return published(pass, account, present).isSame(keys);
  }

  private Optional<Secret> current(AccountReconciliation pass, @Nullable Secret present) {
    return Optional.ofNullable(present).or(() -> formerSecret(pass));
  }

  /**
   * Makes the Secret and its copies hold these keys; those under the name of before go after that.
   *
   * @return where it could not be delivered
   */
  List<Deliveries.Undelivered> publish(
      AccountReconciliation pass, BoundAccount account, KeyRing keys, Map<String, String> handled) {
    var name = nameOf(pass.resource());
    var present = present(pass).orElse(null);
    if (keepsKeys && account.isHashed()) {
      escrow.keep(pass.resource(), Objects.requireNonNull(pass.draft().id), keys);
    } else {
      escrow.forget(pass.resource());
    }
    var wanted = SecretShape.wanted(pass, account, keys, handled);
    switch (secrets.apply(wanted, present)) {
      case FOREIGN -> throw foreign(name);
      case TERMINATING ->
          throw new ReconcileAbort(
              ReconcileResult.waiting(Reason.Pending, "the namespace is being deleted: no Secret"));
      case WRITTEN, UNCHANGED -> {}
    }
    var undelivered = deliveries.deliver(pass, wanted);
    removeFormer(pass, name);
    removeStrays(pass, name);
    pass.draft().secretName = name;
    return undelivered;
  }

  /** What the Secret says about where runs go, as it is now. */
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

  /** The one under the name of before, where the spec names another now. */
  private Optional<Secret> formerSecret(AccountReconciliation pass) {
    var former = pass.draft().secretName;
    return former == null
        ? Optional.empty()
        : secrets.readLast(pass.namespace(), former).filter(secret -> owned(pass, secret));
  }

  /** The Secret of before goes only when the new one is there. */
  private void removeFormer(AccountReconciliation pass, String name) {
    var former = pass.draft().secretName;
    if (former != null && !former.equals(name)) {
      deliveries.removeAll(pass, former);
      secrets.deleteOwned(pass.namespace(), former, ownedBy(pass.resource()));
    }
  }

  /**
   * A pass that was stopped between writing a Secret and noting its name leaves it where nothing
   * declares it.
   *
   * @param wanted the name that is declared; null where there is to be no Secret
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

  public void delete(AccountReconciliation pass) {
    escrow.forget(pass.resource());
    removeStrays(pass, null);
    var name = pass.draft().secretName;
    if (name != null) {
      deliveries.removeAll(pass, name);
      secrets.deleteOwned(pass.namespace(), name, ownedBy(pass.resource()));
    }
  }

  /** Takes the Secret out of its resource's fate: it stays when the resource goes. */
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
