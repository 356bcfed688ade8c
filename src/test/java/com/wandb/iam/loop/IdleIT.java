package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.ClusterWrites;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Checks that an idle operator writes nothing: no other client writes to this cluster. */
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class IdleIT {
  private static final QuietCluster CLUSTER = QuietCluster.shared();

  @Test
  void idle_operator_writes_to_neither_side() {
    var home = CLUSTER.newNamespace("ml");
    try (var scenario = CLUSTER.scenario(home);
        var operator = CLUSTER.operator(home)) {
      QuietCluster.serve(scenario, "");
      SteadyStateIT.settle(scenario, SandboxVersion.V0_81);
      awaitNextSync(operator, scenario);
      awaitNextSync(operator, scenario);
      long server = scenario.serverWrites();
      var cluster = ClusterWrites.byKind(scenario.client());
      scenario.awaitSync();
      awaitNextSync(operator, scenario);
      assertThat(scenario.serverWrites()).isEqualTo(server);
      assertThat(ClusterWrites.byKind(scenario.client())).isEqualTo(cluster);
    }
  }

  /**
   * Waits for the next sync without an action annotation, because status repeats the annotation.
   */
  private static void awaitNextSync(IamOperator operator, Scenario scenario) {
    operator.readNow(scenario.server());
    scenario.awaitSync();
  }
}
