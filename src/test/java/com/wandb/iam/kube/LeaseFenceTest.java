package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class LeaseFenceTest {
  private static final Interceptor.RequestTags NO_TAGS =
      new Interceptor.RequestTags() {
        @Override
        public <T> T getTag(Class<T> type) {
          throw new AssertionError("no tag is needed");
        }
      };

  private KubernetesClient plain;
  private KubernetesClient client;
  private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
  private Duration monotonic = Duration.ZERO;
  private final LeaseFence fence =
      new LeaseFence(
          "system", "operator", Duration.ofSeconds(10), () -> wall, () -> monotonic.toNanos());

  @BeforeEach
  void begin() {
    client =
        new KubernetesClientBuilder()
            .withConfig(plain.getConfiguration())
            .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("lease", fence))
            .build();
  }

  @AfterEach
  void end() {
    client.close();
  }

  private static Lease lease() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("system")
        .withName("operator")
        .endMetadata()
        .build();
  }

  /** The client confirms on a thread of its own. */
  private void acquire() {
    client.resource(lease()).create();
    await().dontCatchUncaughtExceptions().until(fence::isHeld);
  }

  private void renewAndAwaitHeld() {
    renew();
    await().dontCatchUncaughtExceptions().until(fence::isHeld);
  }

  private void renew() {
    client
        .leases()
        .inNamespace("system")
        .withName("operator")
        .edit(
            lease -> {
              lease.getMetadata().setLabels(Map.of("renewed", wall.toString()));
              return lease;
            });
  }

  private void write() {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withGenerateName("written-")
            .endMetadata()
            .build();
    client.resource(map).create();
  }

  private int written() {
    return plain.configMaps().inNamespace("default").list().getItems().size();
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    monotonic = monotonic.plus(time);
  }

  @Test
  void lease_is_held_only_after_the_api_server_confirms() {
    assertThat(fence.isHeld()).isFalse();
    write();
    client.leases().inNamespace("system").withName("operator").get();
    assertThat(fence.isHeld()).isFalse();
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void a_lease_is_held_as_long_as_it_is_renewed() {
    acquire();
    pass(Duration.ofSeconds(9));
    renew();
    pass(Duration.ofSeconds(9));
    await().dontCatchUncaughtExceptions().until(fence::isHeld);
    write();
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void paused_process_writes_only_after_a_confirmed_renewal() {
    acquire();
    pass(Duration.ofSeconds(10));
    assertThat(fence.isHeld()).isFalse();
    assertThatThrownBy(this::write)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("no longer holds the lease system/operator");
    assertThat(written()).isZero();
    renewAndAwaitHeld();
    write();
    assertThat(written()).isEqualTo(1);
  }

  @Test
  void either_clock_alone_is_enough() {
    acquire();
    wall = wall.plusSeconds(10);
    assertThat(fence.isHeld()).isFalse();
    renewAndAwaitHeld();
    monotonic = monotonic.plusSeconds(10);
    assertThat(fence.isHeld()).isFalse();
  }

  @Test
  void refused_renewal_confirms_nothing() {
    assertThatThrownBy(() -> client.resource(lease()).update())
        .isInstanceOf(KubernetesClientException.class);
    assertThat(fence.isHeld()).isFalse();
  }

  @Test
  void only_lease_requests_are_sent_after_its_release() {
    acquire();
    fence.shut();
    assertThatThrownBy(this::write).isInstanceOf(KubernetesClientException.class);
    renew();
    assertThat(fence.isHeld()).isFalse();
  }

  @Test
  void late_confirmation_counts_from_its_own_request() {
    var first = request();
    var sent = first.newBuilder();
    fence.before(sent, first, NO_TAGS);
    pass(Duration.ofSeconds(20));
    var second = request();
    fence.before(second.newBuilder(), second, NO_TAGS);
    var confirmed = sent.build();
    fence.after(confirmed, new WebSocketUpgradeResponse(confirmed, 200), (value, body) -> {});
    assertThat(fence.isHeld()).isFalse();
  }

  private static StandardHttpRequest request() {
    var builder = new StandardHttpRequest.Builder();
    builder.uri("http://cluster/apis/coordination.k8s.io/v1/namespaces/system/leases/operator");
    builder.method("PUT", "application/json", "{}");
    return builder.build();
  }
}
