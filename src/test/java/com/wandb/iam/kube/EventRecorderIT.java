package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that the API server accepts. */
class EventRecorderIT {
  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "\ud83d\ude00", "\u001b[2J\u202e\0"})
  void event_of_any_text_and_length_is_recorded(String character) {
    var cluster = KubernetesTestServer.shared();
    var namespace = cluster.newNamespace("events");
    var recorder =
        new EventRecorder(cluster.client(), InstantSource.system(), "test", Optional::empty);
    var account =
        cluster
            .client()
            .serviceAccounts()
            .inNamespace(namespace)
            .resource(
                new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("somebody")
                    .endMetadata()
                    .build())
            .create();
    recorder.warning(account, "Told", character.repeat(2_000));
    assertThat(cluster.client().events().v1().events().inNamespace(namespace).list().getItems())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getNote().getBytes(StandardCharsets.UTF_8))
                  .hasSizeLessThanOrEqualTo(1024);
              assertThat(event.getNote()).doesNotContainPattern("\\p{C}");
            });
  }
}
