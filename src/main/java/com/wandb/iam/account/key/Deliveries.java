package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the Secret in other namespaces. Each namespace must consent by annotation; if it
 * withdraws its consent, the copy is deleted.
 */
public final class Deliveries {
  private final Secrets secrets;
  private final Namespaces namespaces;
  private final EventRecorder events;
  private final String operatorNamespace;

  private static final String OWNER_PREFIX = "Delivery/";
  private static final Reason CONSENT = Reason.ConsentMissing;

  /**
   * A declared copy that does not exist.
   *
   * @param reason determines who must act: the owner of the namespace or the administrator of the
   *     operator
   * @param message the problem as a sentence
   * @param lacksConsent whether the annotation of the namespace would permit the copy
   */
  record Undelivered(Reason reason, String message, boolean lacksConsent) {}

  public Deliveries(
      Secrets secrets, Namespaces namespaces, EventRecorder events, String operatorNamespace) {
    this.secrets = secrets;
    this.namespaces = namespaces;
    this.events = events;
    this.operatorNamespace = operatorNamespace;
  }

  /** Returns the resource to which a copy belongs; empty if the Secret is no copy. */
  static Optional<ResourceID> ownerOf(Secret secret) {
    return OwnedSecret.ownerOf(secret)
        .filter(owner -> owner.startsWith(OWNER_PREFIX))
        .map(owner -> owner.substring(OWNER_PREFIX.length()).split("/", 2))
        .filter(parts -> parts.length == 2)
        .map(parts -> new ResourceID(parts[1], parts[0]));
  }

  private static String ownedBy(HasMetadata resource) {
    var metadata = resource.getMetadata();
    return OWNER_PREFIX + metadata.getNamespace() + "/" + metadata.getName();
  }

  /**
   * Creates or updates the copies, and deletes those that are not declared any more.
   *
   * @param original the Secret in the resource's own namespace
   * @return the missing copies. Messages do not distinguish a namespace that does not exist from
   *     one that does not consent
   */
  List<Undelivered> deliver(AccountReconciliation pass, OwnedSecret original) {
    var wanted = new TreeSet<>(pass.resource().getSpec().secret().deliverTo());
    wanted.remove(pass.namespace());
    var consenting = new TreeSet<>(wanted);
    consenting.removeIf(
        namespace ->
            namespace.equals(operatorNamespace)
                || !namespaces.acceptsSecrets(namespace, pass.namespace()));
    record(pass, consenting);
    var missing = new ArrayList<Undelivered>();
    for (var namespace : wanted) {
      var problem =
          consenting.contains(namespace)
              ? copy(pass, original, namespace)
                  .map(message -> new Undelivered(CONSENT, message, false))
              : Optional.of(refusal(namespace));
      problem.ifPresent(missing::add);
    }
    var gone = new TreeSet<>(pass.draft().deliveredTo);
    gone.removeAll(consenting);
    var beyond = new TreeSet<>(gone);
    beyond.removeIf(namespace -> isWatched(namespace) || !wanted.contains(namespace));
    gone.removeAll(beyond);
    consenting.addAll(beyond);
    for (var namespace : gone) {
      remove(pass, namespace, original.name());
      if (pass.draft().secretName != null) {
        remove(pass, namespace, pass.draft().secretName);
      }
    }
    pass.draft().deliveredTo = List.copyOf(consenting);
    return missing;
  }

  /**
   * Returns the result of a reconciliation that could not deliver all copies.
   *
   * @param origin namespace of the ServiceAccount
   */
  static ReconcileResult result(List<Undelivered> undelivered, String origin) {
    var reasons = undelivered.stream().map(Undelivered::reason).sorted().toList();
    return ReconcileResult.blocked(
        reasons.getFirst(),
        "spec.secret.deliverTo: "
            + undelivered.stream().map(Undelivered::message).collect(Collectors.joining(" "))
            + (undelivered.stream().anyMatch(Undelivered::lacksConsent)
                ? " To consent, add "
                    + origin
                    + " to the annotation "
                    + Namespaces.ACCEPT
                    + " of each namespace that does not consent."
                : "")
            + " Everything else is in sync.");
  }

  private Undelivered refusal(String namespace) {
    if (namespace.equals(operatorNamespace)) {
      return new Undelivered(
          CONSENT,
          "Namespace "
              + namespace
              + " belongs to the operator and never receives copies. Remove it from deliverTo.",
          false);
    }
    return isWatched(namespace)
        ? new Undelivered(CONSENT, "Namespace " + namespace + " does not consent.", true)
        : new Undelivered(
            Reason.NamespaceNotWatched,
            "The operator does not watch namespace "
                + namespace
                + ". Add it to watchNamespaces of the operator, or remove it from deliverTo.",
            false);
  }

  private boolean isWatched(String namespace) {
    return namespaces.watched().contains(namespace);
  }

  /** Records the namespaces in status before the copies exist, because only status finds them. */
  private void record(AccountReconciliation pass, Set<String> consenting) {
    var all = new TreeSet<>(pass.draft().deliveredTo);
    if (all.addAll(consenting)) {
      pass.draft().deliveredTo = List.copyOf(all);
      pass.save();
    }
  }

  private Optional<String> copy(
      AccountReconciliation pass, OwnedSecret original, String namespace) {
    var copy =
        new OwnedSecret(
            namespace,
            original.name(),
            ownedBy(pass.resource()),
            null,
            original.labels(),
            original.annotations(),
            original.data());
    try {
      return outcome(copy, namespace);
    } catch (KubernetesClientException refused) {
      return Optional.of(
          "Namespace "
              + namespace
              + " rejects the Secret. The Kubernetes API server answered "
              + refused.getCode()
              + ".");
    }
  }

  private Optional<String> outcome(OwnedSecret copy, String namespace) {
    var present = secrets.read(namespace, copy.name()).orElse(null);
    return switch (secrets.apply(copy, present)) {
      case FOREIGN ->
          Optional.of(
              "Namespace "
                  + namespace
                  + " contains another Secret with the name "
                  + copy.name()
                  + ".");
      case TERMINATING -> Optional.of("Namespace " + namespace + " is being deleted.");
      case WRITTEN, UNCHANGED -> Optional.empty();
    };
  }

  /** Deletes all copies of that name. */
  void removeAll(AccountReconciliation pass, String name) {
    pass.draft().deliveredTo.forEach(namespace -> remove(pass, namespace, name));
  }

  /**
   * Deletes undeclared copies.
   *
   * @param wanted the declared name; null if no copy must exist
   */
  void removeStrays(AccountReconciliation pass, @Nullable String wanted) {
    pass.watched(Secret.class).stream()
        .filter(secret -> OwnedSecret.isOwnedBy(secret, ownedBy(pass.resource())))
        .map(HasMetadata::getMetadata)
        .filter(
            found ->
                !found.getName().equals(wanted)
                    || !pass.draft().deliveredTo.contains(found.getNamespace()))
        .forEach(found -> remove(pass, found.getNamespace(), found.getName()));
  }

  /** Deletes a copy; in a namespace that is not watched any more, an event asks to delete it. */
  private void remove(AccountReconciliation pass, String namespace, String name) {
    if (!isWatched(namespace)) {
      events.warning(
          pass.resource(),
          "CopyLeft",
          "Secret "
              + name
              + " stays in namespace "
              + namespace
              + ", because the operator does not watch this namespace any more. Delete the Secret"
              + " manually.");
      return;
    }
    secrets.deleteOwned(namespace, name, ownedBy(pass.resource()));
  }
}
