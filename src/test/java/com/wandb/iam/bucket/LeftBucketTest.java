package com.wandb.iam.bucket;

import static com.wandb.iam.bucket.Connectors.connector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketCredentials;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The address of a bucket in the cluster, and what remains of it without its connector. */
@EnableKubernetesMockClient(crud = true, https = false)
class LeftBucketTest {
  private static final String CREATED = "2026-01-01T00:00:00Z";
  private static final FileStores.Entry ENTRY =
      new FileStores.Entry("cw://", "cw://cwobject.com/x?tls=true", "ns/data");

  private KubernetesClient client;

  private Secrets secrets() {
    return new Secrets(client, namespace -> false);
  }

  private AddressSecrets addresses() {
    return new AddressSecrets(secrets());
  }

  private ConnectorReconciliation pass(@Nullable String recorded, String... spec) {
    var watched = client.secrets().inNamespace("ns").list().getItems().toArray(Secret[]::new);
    var pass = Connectors.pass(client, connector("ns/data", CREATED, spec), watched);
    pass.draft().secretName = recorded;
    return pass;
  }

  private static BucketAddress address(String key) {
    return new BucketAddress(
        DeclaredBucket.location(connector("ns/data", CREATED).getSpec()),
        new BucketCredentials.AccessKey("AK", key));
  }

  private Set<String> names() {
    return Set.copyOf(
        client.secrets().inNamespace("ns").list().getItems().stream()
            .map(secret -> secret.getMetadata().getName())
            .toList());
  }

  /** Teams without a Team resource keep the bucket; an orphaned connector keeps it for good. */
  @ParameterizedTest(name = "{0} stays {1}")
  @CsvSource({
    "'', false, none, ",
    "t1, false, t1, 1 team without a Team resource uses it. It is removed when this team",
    "t1 t2, false, t1 t2, 2 teams without a Team resource use it. It is removed when these teams",
    "'', true, '', ",
    "t1, true, '', "
  })
  void bucket_stays_for_the_teams_in_it(
      String teams, boolean stays, String kept, @Nullable String told) {
    var state = new FileStoreState(secrets(), "system");
    state.change("default", stores -> stores.with("ns/data", ENTRY.withTeams(split(teams))));
    state.change("default", stores -> stores.with("other", ENTRY));
    var events = new EventRecorder(client, InstantSource.system(), "test", Optional::empty);
    new FileStoreCleanup(state, events).leave(pass(null), "default", stays);
    var after = state.read("default");
    assertThat(after.of("ns/data")).isEmpty();
    assertThat(after.of("other")).contains(ENTRY);
    assertThat(after.of("kept-ns/data").map(FileStores.Entry::teams))
        .isEqualTo(kept.equals("none") ? Optional.empty() : Optional.of(split(kept)));
    var notes =
        client.events().v1().events().inAnyNamespace().list().getItems().stream()
            .map(event -> event.getNote())
            .toList();
    if (told == null) {
      assertThat(notes).isEmpty();
    } else {
      assertThat(notes).singleElement().asString().contains(told);
    }
  }

  private static Set<String> split(String words) {
    return words.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(words.split(" ")));
  }

  /** A connector that published nothing must not create the state of a server. */
  @Test
  void unpublished_bucket_leaves_no_state() {
    var state = new FileStoreState(secrets(), "system");
    var events = new EventRecorder(client, InstantSource.system(), "test", Optional::empty);
    new FileStoreCleanup(state, events).leave(pass(null), "default", false);
    assertThat(state.find("default")).isEmpty();
  }

  @Test
  void published_address_is_recorded_and_replaces_former_secrets() {
    var first = pass(null);
    addresses().publish(first, address("SK"));
    assertThat(first.draft().secretName).isEqualTo("data-wandb-storage");
    // The Secret named lost was written by a reconciliation that was stopped before it recorded it.
    addresses().publish(pass(null, "secret: {name: lost}"), address("SK"));
    var second = pass("data-wandb-storage", "secret: {name: wanted}");
    addresses().publish(second, address("SK"));
    assertThat(names()).containsExactly("wanted");
    assertThat(second.draft().secretName).isEqualTo("wanted");
  }

  @Test
  void secret_of_others_is_not_overwritten() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("data-wandb-storage")
                .endMetadata()
                .build())
        .create();
    var pass = pass(null);
    assertThatThrownBy(() -> addresses().publish(pass, address("SK")))
        .isInstanceOf(ReconcileAbort.class);
    assertThat(pass.draft().secretName).isNull();
    assertThat(addresses().holds(pass("data-wandb-storage"), address("SK"))).isFalse();
  }

  /** The bucket was checked only with the address that is in the recorded Secret. */
  @ParameterizedTest
  @CsvSource({
    "data-wandb-storage, SK, true",
    "data-wandb-storage, other, false",
    "former, SK, false",
    ", SK, false"
  })
  void secret_holds_exactly_the_published_address(
      @Nullable String recorded, String key, boolean holds) {
    addresses().publish(pass(null), address("SK"));
    assertThat(addresses().holds(pass(recorded), address(key))).isEqualTo(holds);
  }

  /** Of an orphaned connector, the Secret stays and is not deleted with its owner. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void secret_is_left_as_the_policy_says(boolean stays) {
    addresses().publish(pass(null, "secret: {name: lost}"), address("SK"));
    addresses().publish(Connectors.pass(client, connector("ns/data", CREATED)), address("SK"));
    addresses().leave(pass("data-wandb-storage"), stays);
    assertThat(names()).isEqualTo(stays ? Set.of("data-wandb-storage") : Set.of());
    if (stays) {
      assertThat(client.secrets().inNamespace("ns").withName("data-wandb-storage").get())
          .satisfies(left -> assertThat(left.getData()).containsOnlyKeys("BUCKET"))
          .satisfies(left -> assertThat(left.getMetadata().getOwnerReferences()).isEmpty());
    }
  }

  @Test
  void connector_without_a_secret_leaves_others_alone() {
    addresses().publish(pass(null), address("SK"));
    addresses().leave(pass(null), false);
    assertThat(names()).containsExactly("data-wandb-storage");
  }
}
