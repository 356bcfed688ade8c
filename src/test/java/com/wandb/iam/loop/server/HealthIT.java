package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.state.SandboxOptions;
import org.junit.jupiter.api.Test;

/** Checks that an unreachable W&amp;B server does not cause a restart of the operator. */
class HealthIT {
  @Test
  void unreachable_server_keeps_the_operator_live_and_ready() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().stop();
      scenario.requestSync("while-away");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "Unreachable");
      var operator = OperatorUnderTest.shared().operator();
      assertThat(operator.isStarted()).isTrue();
      assertThat(operator.isWatching()).isTrue();
      assertThat(operator.isConnected()).isTrue();
      scenario.sandbox().resume();
    }
  }
}
