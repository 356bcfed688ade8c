package com.wandb.iam.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lease of the leader, and its release at an orderly stop. */
@EnableKubernetesMockClient(crud = true, https = false)
class LeaderElectionTest {
  private KubernetesClient client;
  private final LeaderElection election =
      new LeaderElection("system", "replica-1", InstantSource.system());

  /** The lease of another replica must not be touched: it would lead to two leaders. */
  @ParameterizedTest
  @CsvSource({"replica-1,, 1", "replica-2, replica-2, 12"})
  void only_the_own_lease_is_released(String holder, @Nullable String after, int seconds) {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName("wandb-iam-operator")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(12)
                .endSpec()
                .build())
        .create();
    election.release(client);
    var lease =
        client.leases().inNamespace("system").withName("wandb-iam-operator").get().getSpec();
    assertThat(lease.getHolderIdentity()).isEqualTo(after);
    assertThat(lease.getLeaseDurationSeconds()).isEqualTo(seconds);
  }

  /** The process stops in any case; the port of the second cluster is closed. */
  @Test
  void missing_lease_and_silent_cluster_keep_no_process() {
    assertThatCode(() -> election.release(client)).doesNotThrowAnyException();
    var settings =
        new ConfigBuilder()
            .withMasterUrl("http://127.0.0.1:1")
            .withRequestRetryBackoffLimit(0)
            .build();
    try (var silent = new KubernetesClientBuilder().withConfig(settings).build()) {
      assertThatCode(() -> election.release(silent)).doesNotThrowAnyException();
    }
  }

  /** A leader ends before its lease does, so that the last request is not beside another leader. */
  @Test
  void leader_begins_its_work_and_ends_before_its_lease() {
    var begun = new AtomicInteger();
    var configuration = election.configuration(begun::incrementAndGet);
    assertThat(configuration.getLeaseNamespace()).contains("system");
    assertThat(configuration.getIdentity()).contains("replica-1");
    assertThat(configuration.getRenewDeadline())
        .isLessThan(configuration.getLeaseDuration())
        .isGreaterThan(Duration.ZERO);
    configuration.getLeaderCallbacks().orElseThrow().onStartLeading();
    assertThat(begun).hasValue(1);
  }
}
