package com.wandb.iam.chart;

import static com.wandb.iam.chart.Helm.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.Machine;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights of the operator in renderings of the chart. */
class ChartRightsIT {
  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm");
    helm = Helm.offline(folder);
  }

  @Test
  void rollout_rights_are_cluster_wide_or_named_or_none() {
    var without = rights("rollouts: {enabled: false}");
    var everywhere = rights("{}");
    var named = rights("rollouts: {namespaces: [ml-vision, ml-eval]}");
    assertThat(without).doesNotHaveDuplicates().isNotEmpty();
    assertThat(everywhere).containsAll(without);
    assertThat(named).containsAll(without);
    var rollouts = everywhere.stream().filter(right -> !without.contains(right)).toList();
    assertThat(rollouts)
        .extracting(Right::toString)
        .contains("patch apps/deployments anywhere", "patch batch/cronjobs anywhere")
        .hasSize(8);
    assertThat(named.stream().filter(right -> !without.contains(right)))
        .containsExactlyInAnyOrderElementsOf(
            rollouts.stream()
                .flatMap(right -> Stream.of("ml-vision", "ml-eval").map(right::in))
                .toList());
  }

  @Test
  void no_right_holds_for_all_groups_resources_or_verbs() {
    assertThat(rights("{}"))
        .allSatisfy(
            right ->
                assertThat(List.of(right.group(), right.resource(), right.verb()))
                    .doesNotContain(Right.ANY));
  }

  @Test
  void existing_account_gets_the_rights() {
    var documents = helm.rendered("serviceAccount: {create: false, name: robot}");
    assertThat(Right.of(documents, ChartCluster.NAMESPACE, "robot")).isEqualTo(rights("{}"));
    assertThat(
            only(Deployment.class, documents)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getServiceAccountName())
        .isEqualTo("robot");
  }

  private static List<Right> rights(String values) {
    return Right.of(helm.rendered(values), ChartCluster.NAMESPACE, ChartCluster.RELEASE);
  }
}
