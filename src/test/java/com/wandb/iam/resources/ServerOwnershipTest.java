package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOwnershipTest {
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  private static WandbServer server(String spec) {
    return YAML.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: central}
        spec: {url: 'https://wandb.example.com', credentials: {secretRef: {name: a}}, %s}
        """
            .formatted(spec),
        WandbServer.class);
  }

  private static ServerOwnership watching(String namespaces) {
    return new ServerOwnership("mine", WatchedNamespaces.parse(namespaces));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | false
          operatorNamespace: mine | false
          operatorNamespace: theirs | true
          operatorNamespace: theirs, suspend: {} | false
          """)
  void server_of_another_operator_is_ignored(String spec, boolean others) {
    assertThat(watching("").isOthers(server(spec))).isEqualTo(others);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``   | `` | false
          ml   | `` | true
          ml   | operatorNamespace: mine | false
          ``   | operatorNamespace: mine | false
          """)
  void unnamed_server_is_rejected_if_operators_can_share(
      String watched, String spec, boolean rejected) {
    var result = watching(watched).rejectUnnamed(server(spec));
    assertThat(result.isPresent()).isEqualTo(rejected);
    result
        .flatMap(present -> present.finding(ConditionType.Stalled))
        .ifPresent(
            stalled -> {
              assertThat(stalled.reason()).isEqualTo(Reason.OtherOperator);
              assertThat(stalled.message()).startsWith("spec.operatorNamespace: ");
            });
  }

  @Test
  void resource_on_a_foreign_server_is_unresolved() {
    var result = ServerOwnership.ofOther(server("operatorNamespace: theirs"));
    assertThat(result.retry()).isEqualTo(Retry.NEVER);
    assertThat(result.finding(ConditionType.Accepted).orElseThrow())
        .satisfies(
            accepted -> {
              assertThat(accepted.reason()).isEqualTo(Reason.OtherOperator);
              assertThat(accepted.message()).contains("WandbServer central belongs to another");
            });
  }

  @Test
  void tenant_in_an_unwatched_namespace_is_a_warning() {
    var tenants =
        "tenants: [{name: a, namespaces: [ml, zoo, eval]}, {name: b, namespaces: [zoo, bar]}]";
    assertThat(watching("ml,eval").warnings(server(tenants)))
        .satisfiesExactly(
            first -> assertThat(first).contains("does not watch namespace bar."),
            second -> assertThat(second).contains("does not watch namespace zoo."));
    assertThat(watching("").warnings(server(tenants))).isEmpty();
  }

  @Test
  void warnings_about_tenants_fit_in_status() {
    var names =
        IntStream.range(0, 60).mapToObj(number -> "ns-" + number).collect(Collectors.joining(","));
    var server = server("tenants: [{name: a, namespaces: [" + names + "]}]");
    assertThat(watching("ml").warnings(server)).hasSize(50);
  }
}
