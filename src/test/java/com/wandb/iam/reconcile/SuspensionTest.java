package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuspensionTest {
  private static <R extends HasMetadata> R read(Class<R> kind, boolean suspend) {
    return LenientSerialization.create()
        .unmarshal("--- {metadata: {name: a}, spec: {suspend: %s}}".formatted(suspend), kind);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void suspended_resource_waits_an_hour(boolean suspend) {
    var own = Suspension.of(read(Team.class, suspend).getSpec());
    var ofServer = Suspension.of(read(WandbServer.class, suspend));
    if (!suspend) {
      assertThat(own).isEmpty();
      assertThat(ofServer).isEmpty();
      return;
    }
    assertThat(own)
        .contains(
            ReconcileResult.waiting(
                Reason.Suspended,
                "spec.suspend: The operator reads and writes nothing for this resource.",
                Duration.ofHours(1)));
    assertThat(ofServer.orElseThrow().after()).isEqualTo(Duration.ofHours(1));
    assertThat(ofServer.orElseThrow().findings().getLast().message())
        .startsWith("The WandbServer is suspended");
  }
}
