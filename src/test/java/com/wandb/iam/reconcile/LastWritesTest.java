package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(https = false)
class LastWritesTest {
  private static final String PATH = "/apis/iam.wandb.com/v1alpha1/namespaces/default/teams/vision";

  private KubernetesClient client;
  private KubernetesMockServer server;
  private final LastWrites writes = new LastWrites(InstantSource.system());

  private Team version(long version) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: Team
            metadata: {name: vision, namespace: default, uid: uid-1, resourceVersion: "%d"}
            spec: {}
            """
                .formatted(version),
            Team.class);
  }

  private void answer(long version, Runnable meanwhile) {
    server
        .expect()
        .get()
        .withPath(PATH)
        .andReply(
            200,
            request -> {
              meanwhile.run();
              return version(version);
            })
        .once();
  }

  private static String versionOf(Team team) {
    return team.getMetadata().getResourceVersion();
  }

  @Test
  void current_resource_is_returned_without_request() {
    writes.note(version(9), "10");
    assertThat(writes.newest(version(10), client)).map(LastWritesTest::versionOf).contains("10");
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void older_resource_is_read_again() {
    writes.note(version(9), "10");
    answer(10, () -> {});
    assertThat(writes.newest(version(9), client)).map(LastWritesTest::versionOf).contains("10");
  }

  @Test
  void write_during_the_read_is_remembered() {
    writes.note(version(9), "10");
    answer(10, () -> writes.note(version(10), "11"));
    answer(11, () -> {});
    writes.newest(version(9), client);
    assertThat(writes.newest(version(10), client)).map(LastWritesTest::versionOf).contains("11");
  }

  @Test
  void deleted_resource_is_absent() {
    writes.gone(version(10));
    assertThat(writes.newest(version(10), client)).isEmpty();
  }
}
