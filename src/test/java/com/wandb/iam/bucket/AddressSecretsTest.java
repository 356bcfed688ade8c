package com.wandb.iam.bucket;

import static com.wandb.iam.bucket.Connectors.connector;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketCredentials;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Secret with a bucket's address: its name, owner and content. */
class AddressSecretsTest {
  private static final String CREATED = "2026-01-01T00:00:00Z";

  private static BucketAddress address() {
    return new BucketAddress(
        DeclaredBucket.location(connector("ns/on-prem", CREATED).getSpec()),
        new BucketCredentials.AccessKey("AK", "SK"));
  }

  private static Secret secret(String namespace, String name, String owner) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/managed-by", "wandb-iam-operator")
        .addToAnnotations("iam.wandb.com/owned-by", owner)
        .endMetadata()
        .build();
  }

  @Test
  void secret_is_named_after_the_connector() {
    var wanted = AddressSecrets.wanted(connector("ns/on-prem", CREATED), address());
    assertThat(wanted.name()).isEqualTo("on-prem-wandb-storage");
    assertThat(wanted.namespace()).isEqualTo("ns");
    assertThat(wanted.ownedBy()).isEqualTo("StorageConnector/on-prem");
    assertThat(wanted.data()).containsOnlyKeys("BUCKET").containsValue(address().reveal());
    assertThat(wanted.owner().getUid()).isEqualTo("ns/on-prem");
    assertThat(wanted.owner().getController()).isTrue();
  }

  @Test
  void declared_name_is_used() {
    var named = connector("ns/on-prem", CREATED, "secret: {name: address}");
    assertThat(AddressSecrets.wanted(named, address()).name()).isEqualTo("address");
  }

  @Test
  void orphaned_connector_owns_no_secret() {
    var orphan = connector("ns/on-prem", CREATED, "deletionPolicy: Orphan");
    assertThat(AddressSecrets.wanted(orphan, address()).owner()).isNull();
  }

  @Test
  void only_own_secrets_with_other_names_are_orphans() {
    var watched =
        Set.of(
            secret("ns", "wanted", "StorageConnector/on-prem"),
            secret("ns", "former", "StorageConnector/on-prem"),
            secret("other", "elsewhere", "StorageConnector/on-prem"),
            secret("ns", "of-another", "StorageConnector/on"),
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("unmanaged")
                .endMetadata()
                .build());
    assertThat(AddressSecrets.orphans(watched, connector("ns/on-prem", CREATED), "wanted"))
        .containsExactly("former");
  }

  @Test
  void secret_enqueues_its_connector() {
    assertThat(AddressSecrets.ownerOf(secret("ns", "a", "StorageConnector/on-prem")))
        .containsExactly(new ResourceID("on-prem", "ns"));
    assertThat(AddressSecrets.ownerOf(secret("ns", "a", "ServiceAccount/on-prem"))).isEmpty();
  }
}
