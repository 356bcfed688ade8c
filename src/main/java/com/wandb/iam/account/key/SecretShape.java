package com.wandb.iam.account.key;

import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.resources.Cleanup;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The content of the Secret of a ServiceAccount: metadata and data. */
final class SecretShape {
  private static final String NETRC = "netrc";

  private SecretShape() {}

  /** Returns the names of the data keys that can say where runs go. */
  static List<String> destinationNames(WandbServiceAccount resource) {
    var names = resource.getSpec().secret().keys();
    return List.of(names.entity(), names.project(), names.username(), names.userEmail());
  }

  /**
   * Returns the desired Secret.
   *
   * @param handled the executed action annotations
   */
  static OwnedSecret wanted(
      AccountReconciliation pass, BoundAccount account, KeyRing keys, Map<String, String> handled) {
    var spec = pass.resource().getSpec().secret();
    var annotations = new LinkedHashMap<>(spec.annotations());
    annotations.put(KeyRing.ACCOUNT_ID, account.id());
    annotations.putAll(keys.annotations());
    annotations.putAll(HandledActions.annotations(handled));
    return new OwnedSecret(
        pass.namespace(),
        KeySecrets.nameOf(pass.resource()),
        KeySecrets.ownedBy(pass.resource()),
        owner(pass),
        spec.labels(),
        annotations,
        data(pass.resource(), account, keys));
  }

  private static Map<String, String> data(
      WandbServiceAccount resource, BoundAccount account, KeyRing keys) {
    var secret = resource.getSpec().secret();
    var names = secret.keys();
    var url = account.server().getSpec().url();
    var key = Objects.requireNonNull(keys.current()).value().reveal();
    var data = new LinkedHashMap<String, String>(account.destination());
    data.put(names.apiKey(), key);
    if (keys.previous() != null) {
      data.put(names.previousApiKey(), keys.previous().value().reveal());
    }
    data.put(names.baseUrl(), url);
    if (secret.netrc()) {
      // With the port, because the SDK finds the machine by host and port.
      data.put(
          NETRC,
          "machine %s\n  login user\n  password %s\n"
              .formatted(URI.create(url).getAuthority(), key));
    }
    return data;
  }

  /**
   * Returns the owner of the Secret; null if the Secret outlives the resource. Such a Secret has no
   * owner from the start, because the resource can be deleted before an owner is removed.
   */
  private static @Nullable OwnerReference owner(AccountReconciliation pass) {
    if (Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted)
        == DeletionPolicy.Orphan) {
      return null;
    }
    var resource = pass.resource();
    return new OwnerReferenceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .withController(true)
        .build();
  }
}
