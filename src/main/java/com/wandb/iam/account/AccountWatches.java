package com.wandb.iam.account;

import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.SecretWatches;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Enqueues ServiceAccounts when their Secrets change, or the Secrets that they import keys from.
 */
public final class AccountWatches {
  private final CachedResources resources;
  private final SecretWatches secrets;

  public AccountWatches(CachedResources resources, SecretWatches secrets) {
    this.resources = resources;
    this.secrets = secrets;
  }

  List<EventSource<?, WandbServiceAccount>> sources(
      EventSourceContext<WandbServiceAccount> context) {
    return List.of(
        resources.register(WandbServiceAccount.class, context),
        secrets.of(
            context,
            WandbServiceAccount.class,
            "key-secrets",
            OwnedSecret.MANAGED_BY + "=" + OwnedSecret.OPERATOR,
            KeySecrets::ownerOf),
        secrets.of(
            context,
            WandbServiceAccount.class,
            "source-secrets",
            Secrets.SOURCE_LABEL + "=true",
            this::importersOf));
  }

  private Set<ResourceID> importersOf(Secret secret) {
    var metadata = secret.getMetadata();
    return resources
        .list(
            WandbServiceAccount.class,
            account ->
                Objects.equals(account.getMetadata().getNamespace(), metadata.getNamespace())
                    && KeySecrets.sourceOf(account).filter(metadata.getName()::equals).isPresent())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
