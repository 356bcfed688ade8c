package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class ReconciliationTest {
  private KubernetesClient client;
  private RunnerWorld world;
  private Pass pass;

  @BeforeEach
  void begin() {
    world = new RunnerWorld(client);
    // The API server in memory merges a status, which is for misread resources, and cannot apply.
    pass = pass(world.stored(RunnerWorld.MISREAD.formatted("")));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Pass pass(Team team) {
    return new Pass(world.writes, team, world.context(), new Draft(client, team.getStatus()));
  }

  private Team now() {
    return client.resources(Team.class).inNamespace("ml").withName("vision").get();
  }

  private static String version(Team team) {
    return team.getMetadata().getResourceVersion();
  }

  private static final class Pass extends Reconciliation<Team, TeamStatus, Draft> {
    Pass(LastWrites writes, Team team, Context<Team> context, Draft draft) {
      super(writes, team, context, draft);
    }
  }

  /** Writes the common fields into the status. */
  private record Draft(KubernetesClient client, TeamStatus stored)
      implements StatusBuilder<TeamStatus> {
    @Override
    public TeamStatus status(CommonStatus report) {
      var fields = new HashMap<String, Object>();
      fields.put("handled", report.handled());
      fields.put("conditions", report.conditions());
      Optional.ofNullable(report.observedGeneration())
          .ifPresent(generation -> fields.put("observedGeneration", generation));
      return client.getKubernetesSerialization().convertValue(fields, TeamStatus.class);
    }
  }

  private Map<String, String> handled() {
    return now().getStatus().handled();
  }

  @Test
  void reconciliation_names_its_resource() {
    assertThat(pass.namespace()).isEqualTo("ml");
    assertThat(pass.name()).isEqualTo("vision");
    assertThat(pass.generation()).isPositive().isEqualTo(now().getMetadata().getGeneration());
    assertThat(pass.isOver()).isFalse();
  }

  @Test
  void executed_actions_are_saved_with_those_before() {
    pass.handled(ActionAnnotation.ROTATE, "1");
    pass.handled(ActionAnnotation.RECONCILE, "2");
    pass.save();
    assertThat(handled()).isEqualTo(Map.of("rotate", "1", "reconcile", "2"));
    assertThat(pass.resource().getStatus().handled()).isEqualTo(handled());
    assertThat(version(pass.resource())).isEqualTo(version(now()));
  }

  @Test
  void unchanged_status_is_not_written() {
    pass.handled(ActionAnnotation.ROTATE, "1");
    pass.save();
    var before = version(now());
    pass.save();
    assertThat(version(now())).isEqualTo(before);
  }

  @Test
  void last_save_replaces_the_report() {
    pass.save(new CommonStatus(3L, List.of(), Map.of("rotate", "9")));
    assertThat(now().getStatus().observedGeneration()).isEqualTo(3);
    assertThat(handled()).isEqualTo(Map.of("rotate", "9"));
    assertThat(pass.report().handled()).isEqualTo(Map.of("rotate", "9"));
  }

  /** A late watch must not make the next reconciliation start from the status before. */
  @Test
  void save_makes_an_older_version_outdated() {
    var old = now();
    pass.handled(ActionAnnotation.ROTATE, "1");
    pass.save();
    assertThat(world.writes.newest(old, client).map(ReconciliationTest::version))
        .contains(version(now()));
  }

  @Test
  void other_write_is_the_base_of_the_next_save() {
    var old = now();
    pass.write(
        known -> {
          assertThat(version(known)).isEqualTo(version(old));
          return version(label());
        });
    assertThat(version(pass.resource())).isEqualTo(version(now()));
    assertThat(world.writes.newest(old, client).map(ReconciliationTest::version))
        .contains(version(now()));
    pass.handled(ActionAnnotation.ROTATE, "1");
    pass.save();
    assertThat(handled()).containsEntry("rotate", "1");
    assertThat(now().getMetadata().getLabels()).containsEntry("colour", "red");
  }

  private Team label() {
    return client
        .resource(now())
        .edit(
            team -> {
              team.getMetadata().setLabels(Map.of("colour", "red"));
              return team;
            });
  }

  @Test
  void doubted_resource_is_read_live() {
    var old = Objects.requireNonNull(now());
    label();
    assertThat(world.writes.newest(old, client).map(ReconciliationTest::version))
        .contains(version(old));
    pass.doubt();
    assertThat(world.writes.newest(old, client).map(ReconciliationTest::version))
        .contains(version(now()));
  }
}
