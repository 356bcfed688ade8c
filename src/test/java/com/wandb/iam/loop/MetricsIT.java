package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.chart.Promtool;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.LeakGrep;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.metrics.MetricsServer;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics of an operator after changes, and values that metrics never contain. */
class MetricsIT {
  private static final Pattern NAME = Pattern.compile("wandb_iam_[a-z_]+");

  private static String scrape() {
    return OperatorUnderTest.shared().scrape();
  }

  /** Returns the series of one server, without their values. */
  private static Set<String> series(String server) {
    return series(line -> line.contains(label("server", server)));
  }

  private static Set<String> series(Predicate<String> which) {
    return scrape()
        .lines()
        .filter(which)
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toSet());
  }

  /**
   * Returns the value of the only series with this name and all of these labels; -1 if there is
   * none.
   */
  private static double value(String name, String... labels) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two series of " + name + " " + List.of(labels));
            })
        .orElse(-1);
  }

  private static String label(String name, String value) {
    return name + "=\"" + value + "\"";
  }

  private static Scenario team(int people) {
    var scenario = Scenario.ready(SandboxOptions.defaults());
    for (int i = 0; i < people; i++) {
      scenario.sandbox().world().addUser("user" + i, "user" + i + "@example.com");
    }
    scenario.requestSync("people");
    scenario.applyTeam();
    scenario.awaitReady(Team.class, "vision");
    declare(scenario, 0, people);
    return scenario;
  }

  private static void declare(Scenario scenario, int from, int to) {
    for (int i = from; i < to; i++) {
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: TeamMembership
          metadata: {name: user%1$d}
          spec: {teamRef: {name: vision}, user: {username: user%1$d}, role: %2$s}
          """
              .formatted(i, i == 0 ? "Admin" : "Member"));
    }
    for (int i = from; i < to; i++) {
      scenario.awaitReady(TeamMembership.class, "user" + i);
    }
  }

  @Test
  void alerts_and_dashboard_use_existing_valid_metrics() throws IOException {
    try (var scenario = team(3);
        var trainer = Trainer.ready(SandboxVersion.values()[0])) {
      trainer.apply("apiKey: {rotation: {every: 720h}}");
      trainer.awaitReady();
      scenario.sandbox().world().removeMember("vision", scenario.userId("user1"));
      scenario.sync();
      scenario.awaitTrue(() -> scenario.roleOf("vision", "user1").equals("member"));
      var server = label("server", scenario.server());
      scenario.awaitTrue(() -> value("wandb_iam_drift_corrected_total", server) == 1);
      var told = NAME.matcher(scrape()).results().map(match -> match.group()).toList();
      for (var file : List.of(Promtool.ALERTS, Promtool.DASHBOARD)) {
        assertThat(names(file)).isNotEmpty().isSubsetOf(told);
      }
      Machine.needs(Promtool.available(), "Go to build promtool");
      assertThat(Promtool.run(scrape(), "check", "metrics").succeeded()).isBlank();
    }
  }

  @Test
  void corrected_drift_is_counted_and_spec_changes_are_not() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER}
          spec: {serverRef: {name: $SERVER}, inherits: Viewer, permissions: ['run:stop']}
          """);
      scenario.awaitReady(CustomRole.class, scenario.server());
      var world = scenario.sandbox().world();
      var gone = trainer.accountId();
      world.deleteUser(gone);
      scenario.sync();
      var drift = label("server", scenario.server());
      scenario.awaitTrue(() -> value("wandb_iam_drift_corrected_total", drift) == 1);
      // Counted before the account is recreated: without an account, the next loss is none of it.
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          one -> one.getStatus().id() != null && !gone.equals(one.getStatus().id()));
      world.setPermissions(scenario.server(), List.of("run:delete"));
      scenario.sync();
      scenario.awaitTrue(() -> value("wandb_iam_drift_corrected_total", drift) == 2);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER}
          spec: {serverRef: {name: $SERVER}, inherits: Viewer, permissions: ['run:update']}
          """);
      scenario.awaitTrue(
          () -> world.customRoles().get(scenario.server()).equals(Set.of("run:update")));
      world.deleteTeam("vision");
      scenario.sync();
      // The account follows its team, and is Ready from before until then.
      scenario.awaitTrue(() -> value("wandb_iam_drift_corrected_total", drift) >= 4);
      trainer.awaitReady();
      assertThat(value("wandb_iam_drift_corrected_total", drift))
          .as("an account, a role, a team and its account; not the changed spec")
          .isEqualTo(4);
    }
  }

  private static Set<String> names(Path file) throws IOException {
    return NAME.matcher(Files.readString(file))
        .results()
        .map(match -> match.group())
        .collect(Collectors.toSet());
  }

  @Test
  void metrics_match_the_server_and_count_applied_steps() {
    try (var scenario = team(4)) {
      var server = label("server", scenario.server());
      assertThat(value("wandb_iam_server_state", server, label("state", "serving"))).isEqualTo(1);
      assertThat(value("wandb_iam_breaker_state", server, label("state", "closed"))).isEqualTo(1);
      assertThat(value("wandb_iam_steps_total", server, label("step", "add"))).isEqualTo(4);
      assertThat(value("wandb_iam_plans_applied_total", server)).isEqualTo(4);
      assertThat(value("wandb_iam_snapshot_objects", server, label("type", "team")))
          .isEqualTo(scenario.sandbox().world().teams().size());
      assertThat(value("wandb_iam_snapshot_age_seconds", server)).isBetween(0.0, 30.0);
      assertThat(scrape()).contains("\nwandb_iam_leader 1");
      scenario.delete(TeamMembership.class, "user3");
      scenario.awaitGone(TeamMembership.class, "user3");
      assertThat(value("wandb_iam_steps_total", server, label("step", "remove"))).isEqualTo(1);
    }
  }

  @Test
  void more_resources_make_no_more_series() {
    try (var scenario = team(4)) {
      scenario.delete(TeamMembership.class, "user3");
      scenario.awaitGone(TeamMembership.class, "user3");
      scenario.sync();
      var before = withoutOperations(series(scenario.server()));
      for (int i = 4; i < 24; i++) {
        scenario.sandbox().world().addUser("user" + i, "user" + i + "@example.com");
      }
      scenario.sync();
      declare(scenario, 4, 24);
      assertThat(withoutOperations(series(scenario.server()))).isEqualTo(before);
      assertThat(
              series(line -> line.contains(label("kind", "TeamMembership"))).stream()
                  .filter(one -> one.startsWith("wandb_iam_resources{")))
          .as("one for each condition and state, not for each of more than 20 memberships")
          .hasSizeBetween(1, 3 * ConditionType.values().length);
    }
  }

  /**
   * The operations depend on how many requests come at once, because their number is that of calls.
   */
  private static Set<String> withoutOperations(Set<String> series) {
    return series.stream().filter(one -> !one.contains("operation=")).collect(Collectors.toSet());
  }

  @Test
  void no_key_and_no_name_is_in_a_scrape() {
    try (var scenario = team(2);
        var trainer = Trainer.ready(SandboxVersion.values()[0])) {
      var text = scrape();
      assertThat(text).doesNotContain("user0", "vision", "trainer", scenario.namespace());
      var keys = List.of(trainer.key(), scenario.sandbox().adminKey());
      assertThat(new LeakGrep(keys).foundIn(Map.of("scrape", text))).isEmpty();
    }
  }

  @Test
  void unreachable_server_has_series_and_a_deleted_one_has_none() {
    try (var scenario = Scenario.ready(SandboxOptions.defaults())) {
      scenario.sandbox().stop();
      scenario.requestSync("while-away");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "Unreachable");
      assertThat(
              value(
                  "wandb_iam_server_state",
                  label("server", scenario.server()),
                  label("state", "unreachable")))
          .isEqualTo(1);
      scenario.sandbox().resume();
      scenario.annotateServer("iam.wandb.com/abandon", "true");
      scenario.delete(WandbServer.class, scenario.server());
      scenario.awaitGone(WandbServer.class, scenario.server());
      scenario.awaitTrue(() -> series(scenario.server()).isEmpty());
    }
  }

  @Test
  void metrics_are_served_over_http_with_their_content_type() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server = MetricsServer.start(loopback, MetricsIT::scrape);
        var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains(MetricsServer.CONTENT_TYPE);
      assertThat(answer.body()).contains("wandb_iam_build_info{version=\"test\"} 1");
    }
  }
}
