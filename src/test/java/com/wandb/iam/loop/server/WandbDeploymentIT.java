package com.wandb.iam.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.WandbDeployment;
import com.wandb.iam.sandbox.state.SandboxOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coordination with W&amp;B's own operator: while it changes a server, this operator waits. */
class WandbDeploymentIT {
  private final Scenario scenario = Scenario.ready(SandboxOptions.defaults());
  private final WandbDeployment deployment =
      WandbDeployment.create(scenario.client(), scenario.namespace(), "wandb");

  @AfterEach
  void end() {
    scenario.close();
  }

  private String awaitHeldMessage() {
    return scenario
        .awaitReason(WandbServer.class, scenario.server(), "Ready", "DeploymentNotReady")
        .message();
  }

  @Test
  void nothing_is_written_before_the_server_is_deployed() {
    scenario.applyServer(deployment.reference());
    assertThat(awaitHeldMessage())
        .isEqualTo(
            ("spec.weightsAndBiasesRef: WeightsAndBiases %s/wandb was not reconciled by W&B's operator"
                    + " yet. The operator writes nothing to the W&B server until this is resolved.")
                .formatted(scenario.namespace()));
    deployment.says(false, "");
    scenario.awaitThat(
        WandbServer.class,
        scenario.server(),
        server -> server.getStatus().conditions().toString().contains("is not ready"));
    int writes = scenario.serverWrites();
    scenario.applyTeam();
    scenario.awaitReason(Team.class, "vision", "Ready", "ServerNotReady");
    scenario.sync();
    assertThat(scenario.serverWrites()).isEqualTo(writes);

    deployment.says(true, "Succeeded");
    scenario.awaitReady(WandbServer.class, scenario.server());
    scenario.awaitReady(Team.class, "vision");
  }

  @Test
  void running_migration_delays_new_teams_without_writes() {
    deployment.says(true, "Succeeded");
    scenario.applyServer(deployment.reference());
    scenario.awaitReady(WandbServer.class, scenario.server());
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");

    deployment.says(true, "Running");
    assertThat(awaitHeldMessage()).contains("has a migration in phase Running");
    int writes = scenario.serverWrites();
    scenario.applyTeam("speech");
    scenario.awaitReason(Team.class, "speech", "Ready", "ServerNotReady");
    assertThat(scenario.serverWrites()).isEqualTo(writes);

    deployment.says(true, "Succeeded");
    scenario.awaitReady(Team.class, "speech");
    scenario.awaitReady(Team.class, "vision");
  }

  @Test
  void missing_weights_and_biases_resource_is_named() {
    deployment.says(true, "Succeeded");
    scenario.applyServer(deployment.reference());
    scenario.awaitReady(WandbServer.class, scenario.server());
    deployment.delete();
    assertThat(awaitHeldMessage())
        .contains("WeightsAndBiases %s/wandb does not exist".formatted(scenario.namespace()));
    scenario.applyServer("");
    scenario.awaitReady(WandbServer.class, scenario.server());
  }
}
