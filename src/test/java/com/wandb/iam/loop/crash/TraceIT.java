package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that one reconciliation has one trace id: in both log formats, in the event, and in
 * requests to the server.
 */
@OnCrashSite
class TraceIT {
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?m)^\\S+ INFO  ResultReporter\\s+([0-9a-f]{16}) Condition changed: TeamMembership"
              + " \\S+/alice: Ready");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final KubernetesTestServer CLUSTER = CrashSite.cluster();
  private static final KubernetesClient CLIENT = Main.client(CLUSTER.config());

  @BeforeAll
  static void begin_with_nothing() {
    LeftOvers.remove(CLIENT);
  }

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "ecs"})
  void log_event_and_request_have_the_same_trace_id(String format) throws Exception {
    try (var scenario =
            Scenario.on(CLIENT, CLUSTER.newNamespace("trace"), SandboxOptions.defaults());
        var operator =
            OperatorProcess.start(CLUSTER.kubeconfig(), Map.of("OPERATOR_LOG_FORMAT", format))) {
      scenario.sandbox().world().addUser("alice", "alice@example.com");
      scenario.credential(scenario.sandbox().adminKey());
      scenario.applyServer("");
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.applyTeam();
      scenario.awaitReady(Team.class, "vision");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: alice}
          spec: {teamRef: {name: vision}, user: {username: alice}, role: Viewer}
          """);
      scenario.awaitReady(TeamMembership.class, "alice");
      scenario.awaitTrue(() -> logged(operator.output()).isPresent());
      var id = logged(operator.output()).orElseThrow();
      assertThat(told(scenario)).contains(id);
      assertThat(scenario.sandbox().journal().writes(0))
          .filteredOn(entry -> entry.requestId().equals(Optional.of(id)))
          .flatExtracting(SandboxJournal.Entry::operations)
          .contains("scim.groups.patch", "scim.users.patch");
      assertThat(scenario.sandbox().journal().entries())
          .allSatisfy(entry -> assertThat(entry.requestId()).isPresent());
    }
  }

  private static List<String> told(Scenario scenario) {
    return scenario
        .events()
        .filter(event -> event.getRegarding().getName().equals("alice"))
        .filter(event -> event.getReason().equals("Ready"))
        .map(event -> event.getMetadata().getAnnotations().get(EventRecorder.TRACE_ID))
        .toList();
  }

  /**
   * Returns the trace id of the reconciliation that found alice's membership ready, from either log
   * format.
   */
  private static Optional<String> logged(String output) {
    var plain = PLAIN.matcher(output);
    return plain.find()
        ? Optional.of(plain.group(1))
        : output
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(TraceIT::parsed)
            .filter(
                line ->
                    line.path("message")
                        .asText()
                        .matches("Condition changed: TeamMembership \\S+/alice: Ready.*"))
            .map(line -> line.path("trace.id").asText())
            .findFirst();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (java.io.IOException broken) {
      throw new AssertionError("no JSON: " + line, broken);
    }
  }
}
