package com.wandb.iam.bucket.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** State Secret of a server: read, changed on its latest version, and deleted. */
@EnableKubernetesMockClient(crud = true, https = false)
class FileStoreStateTest {
  private static final String NAME = "wandb-file-stores-default";
  private static final FileStores.Entry ENTRY =
      new FileStores.Entry("cw://", "cw://cwobject.com/x?tls=true", "ns/x");
  private KubernetesClient client;

  private FileStoreState state() {
    return new FileStoreState(new Secrets(client, namespace -> false), "system");
  }

  private Resource<Secret> secret() {
    return client.secrets().inNamespace("system").withName(NAME);
  }

  private void foreign() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName(NAME)
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void state_without_a_secret_is_empty() {
    assertThat(state().find("default")).isEmpty();
    assertThat(state().read("default")).isEqualTo(FileStores.NONE);
  }

  @Test
  void change_is_stored_and_read_again() {
    var after = state().change("default", stores -> stores.with("uid", ENTRY));
    assertThat(after.of("uid")).contains(ENTRY);
    assertThat(state().read("default")).isEqualTo(after);
    assertThat(state().find("other")).isEmpty();
  }

  @Test
  void first_change_creates_the_secret_even_if_it_is_empty() {
    state().change("default", stores -> stores);
    assertThat(state().find("default")).contains(FileStores.NONE);
  }

  @Test
  void change_without_a_difference_writes_nothing() {
    state().change("default", stores -> stores.with("uid", ENTRY));
    var version = secret().get().getMetadata().getResourceVersion();
    state().change("default", stores -> stores.with("uid", ENTRY));
    assertThat(secret().get().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void conflicting_change_is_repeated_on_the_latest_version() {
    state().change("default", stores -> stores.with("first", ENTRY));
    var tries = new AtomicInteger();
    var after =
        state()
            .change(
                "default",
                stores -> {
                  if (tries.incrementAndGet() == 1) {
                    state().change("default", others -> others.with("meanwhile", ENTRY));
                  }
                  return stores.with("last", ENTRY);
                });
    assertThat(tries).hasValue(2);
    assertThat(after.entries()).containsOnlyKeys("first", "meanwhile", "last");
  }

  @Test
  void secret_of_others_is_neither_read_nor_changed() {
    foreign();
    assertThat(state().find("default")).isEmpty();
    assertThatThrownBy(() -> state().change("default", stores -> stores.with("uid", ENTRY)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(secret().get().getData()).isNullOrEmpty();
  }

  @Test
  void forgotten_state_is_deleted() {
    state().change("default", stores -> stores.with("uid", ENTRY));
    state().forget("default");
    assertThat(state().find("default")).isEmpty();
    assertThat(secret().get()).isNull();
  }
}
