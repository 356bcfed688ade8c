package com.wandb.iam.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.ProjectFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of the chart that monitor the operator: probes, metrics, alerts, a dashboard. */
class MonitoringIT {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final Path ALERTS_TEST =
      ProjectFiles.root().resolve("src/test/alerts/alerts-test.yaml");

  @TempDir private static Path folder;
  private static Helm helm;

  @BeforeAll
  static void missing_go_skips_except_in_a_complete_build() {
    Machine.needs(Helm.available(), "Go to build helm and promtool");
    helm = Helm.offline(folder);
  }

  private static <R extends HasMetadata> R first(Class<R> kind, String values) {
    return helm.rendered(values).stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName()));
  }

  private static JsonNode spec(GenericKubernetesResource resource) {
    return SERIALIZATION.convertValue(
        resource.getAdditionalProperties().get("spec"), JsonNode.class);
  }

  private static Container container(String values) {
    return first(Deployment.class, values)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }

  @Test
  void probes_use_the_operators_port() {
    var container = container("{}");
    assertThat(container.getArgs()).contains("--health-port=8081", "--metrics-port=8080");
    assertThat(container.getPorts())
        .extracting(port -> port.getName() + port.getContainerPort())
        .containsExactly("health8081", "metrics8080");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    for (var ready : List.of(container.getReadinessProbe(), container.getStartupProbe())) {
      assertThat(ready.getHttpGet().getPath()).isEqualTo("/readyz");
      assertThat(ready.getHttpGet().getPort().getStrVal()).isEqualTo("health");
    }
    assertThat(container("metrics: {enabled: false}").getArgs())
        .noneMatch(argument -> argument.startsWith("--metrics-port"));
  }

  @Test
  void log_settings_come_from_values() {
    assertThat(container("log: {format: ecs, level: DEBUG}").getEnv())
        .filteredOn(variable -> variable.getName().startsWith("OPERATOR_LOG"))
        .extracting(variable -> variable.getName() + "=" + variable.getValue())
        .containsExactly("OPERATOR_LOG_FORMAT=ecs", "OPERATOR_LOG_LEVEL=DEBUG");
  }

  @Test
  void service_selects_metrics_and_monitor_selects_service() {
    var values = "metrics: {serviceMonitor: {enabled: true, interval: 1m, labels: {a: b}}}";
    var service = first(Service.class, values);
    assertThat(service.getSpec().getPorts().getFirst().getTargetPort().getStrVal())
        .isEqualTo("metrics");
    var monitor = first(GenericKubernetesResource.class, values);
    assertThat(monitor.getMetadata().getLabels()).containsEntry("a", "b");
    var selector = spec(monitor).at("/selector/matchLabels");
    service
        .getSpec()
        .getSelector()
        .forEach((label, value) -> assertThat(selector.get(label).asText()).isEqualTo(value));
    assertThat(service.getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(spec(monitor).at("/endpoints/0/port").asText())
        .isEqualTo(service.getSpec().getPorts().getFirst().getName());
    assertThat(spec(monitor).at("/endpoints/0/interval").asText()).isEqualTo("1m");
  }

  @Test
  void network_policy_admits_only_the_named_clients() {
    var none = first(NetworkPolicy.class, "networkPolicy: {enabled: true}");
    assertThat(none.getSpec().getIngress()).isEmpty();
    var named = "networkPolicy: {enabled: true, metricsFrom: [{podSelector: {}}]}";
    var some = first(NetworkPolicy.class, named).getSpec().getIngress();
    assertThat(some).hasSize(1);
    assertThat(some.getFirst().getFrom()).hasSize(1);
    assertThat(some.getFirst().getPorts())
        .extracting(port -> port.getPort().getStrVal())
        .containsExactly("metrics");
    var without = first(NetworkPolicy.class, named + "\nmetrics: {enabled: false}");
    assertThat(without.getSpec().getIngress()).isEmpty();
  }

  @Test
  void rules_and_dashboard_are_installed_unchanged() throws IOException {
    var values = "metrics: {prometheusRule: {enabled: true}, dashboard: {enabled: true}}";
    assertThat(spec(first(GenericKubernetesResource.class, values)))
        .isEqualTo(SERIALIZATION.unmarshal(Files.readString(Promtool.ALERTS), JsonNode.class));
    var dashboard = first(ConfigMap.class, values);
    assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(
            SERIALIZATION.unmarshal(
                dashboard.getData().get("wandb-iam-operator.json"), JsonNode.class))
        .isEqualTo(SERIALIZATION.unmarshal(Files.readString(Promtool.DASHBOARD), JsonNode.class));
  }

  @Test
  void promtool_accepts_the_rules_and_their_alert_tests() throws IOException {
    assertThat(Promtool.run("", "check", "rules", Promtool.ALERTS.toString()).succeeded())
        .contains("SUCCESS");
    assertThat(Promtool.run("", "test", "rules", ALERTS_TEST.toString()).succeeded())
        .contains("SUCCESS");
    var tests = Files.readString(ALERTS_TEST);
    var rules = SERIALIZATION.unmarshal(Files.readString(Promtool.ALERTS), JsonNode.class);
    for (var rule : rules.at("/groups/0/rules")) {
      var alert = "alertname: " + rule.get("alert").asText() + "\n";
      assertThat(tests.split(alert, -1)).as(alert).hasSizeGreaterThanOrEqualTo(3);
    }
  }
}
