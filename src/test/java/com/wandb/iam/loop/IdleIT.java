package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.ClusterWrites;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Checks that an idle operator writes nothing. */
@Isolated("it counts the writes of the whole cluster")
class IdleIT {
  @Test
  void idle_operator_writes_to_neither_side() {
    try (var scenario = SteadyStateIT.settled(SandboxVersion.V0_81)) {
      awaitNextSync(scenario);
      awaitNextSync(scenario);
      long server = scenario.serverWrites();
      var cluster = ClusterWrites.byKind(scenario.client());
      scenario.awaitSync();
      awaitNextSync(scenario);
      assertThat(scenario.serverWrites()).isEqualTo(server);
      assertThat(ClusterWrites.byKind(scenario.client())).isEqualTo(cluster);
    }
  }

  /**
   * Waits for the next sync without an action annotation, because status repeats the annotation.
   */
  private static void awaitNextSync(Scenario scenario) {
    OperatorUnderTest.shared().operator().readNow(scenario.server());
    scenario.awaitSync();
  }
}
