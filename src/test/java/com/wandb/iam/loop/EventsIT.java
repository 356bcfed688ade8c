package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxFault;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Events, logs and statuses: their content for users, and the secrets that they never contain. */
class EventsIT {

  @Test
  void event_is_emitted_once_for_each_change() {
    try (var trainer = Trainer.ready(SandboxVersion.V0_83)) {
      var scenario = trainer.scenario();
      scenario.awaitThat(Team.class, "vision", team -> team.getStatus().members() != null);
      assertThat(events(scenario, "Team"))
          .filteredOn(event -> event.startsWith("TeamCreated") || event.startsWith("Ready"))
          .containsExactlyInAnyOrder(
              "TeamCreated Created the team vision.", "Ready The team vision is in sync.");
      assertThat(events(scenario, "ServiceAccount"))
          .filteredOn(event -> event.startsWith("Ready"))
          .containsExactly("Ready Secret trainer-wandb contains an API key of trainer.");

      var before = allEvents(scenario);
      scenario.sync();
      scenario.sync();
      assertThat(allEvents(scenario)).isEqualTo(before);
    }
  }

  private static List<String> events(Scenario scenario, String kind) {
    return scenario
        .events()
        .filter(event -> kind.equals(event.getRegarding().getKind()))
        .map(event -> event.getReason() + " " + event.getNote())
        .toList();
  }

  /** Includes resource versions, because a repeated event only increases its count. */
  private static List<String> allEvents(Scenario scenario) {
    return scenario
        .events()
        .map(event -> event.getMetadata().getName() + event.getMetadata().getResourceVersion())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_78", "V0_83", "V0_84"})
  void no_key_is_in_a_log_an_event_or_a_status(SandboxVersion version) {
    var log = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var ours = (Logger) LoggerFactory.getLogger("com.wandb.iam");
    log.start();
    root.addAppender(log);
    ours.setLevel(Level.DEBUG);
    try (var trainer = Trainer.ready(version)) {
      var scenario = trainer.scenario();
      scenario.sandbox().faults().add("*", new SandboxFault.Status(500), 2);
      scenario.requestSync("trouble");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Reachable", "Unreachable");
      scenario.awaitReady(WandbServer.class, scenario.server());
      scenario.delete(Secret.class, Trainer.SECRET);
      trainer.awaitReady();
      scenario.sandbox().expireAdminKey();
      scenario.requestSync("expired");
      scenario.awaitReason(WandbServer.class, scenario.server(), "Authorized", "Unauthorized");

      var told = String.join("\n", lines(log)) + everythingPublic(scenario);
      assertThat(told).contains("trainer-wandb");
      assertThat(scenario.sandbox().world().keysEverIssued()).hasSizeGreaterThan(1);
      scenario.sandbox().world().keysEverIssued().stream()
          .map(SandboxWorld.Key::secret)
          .flatMap(EventsIT::forms)
          .forEach(
              form ->
                  assertThat(told.contains(form))
                      .as("a key is in an event, a log or a status")
                      .isFalse());
    } finally {
      ours.setLevel(null);
      root.detachAppender(log);
    }
  }

  private static List<String> lines(ListAppender<ILoggingEvent> log) {
    return new ArrayList<>(log.list)
        .stream()
            .map(
                line ->
                    line.getFormattedMessage()
                        + (line.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(line.getThrowableProxy())))
            .toList();
  }

  /** Returns everything that is readable without access to Secrets. */
  private static String everythingPublic(Scenario scenario) {
    var resources = new ArrayList<HasMetadata>();
    var client = scenario.client();
    for (var kind : List.of(Team.class, TeamMembership.class, WandbServiceAccount.class)) {
      resources.addAll(client.resources(kind).inNamespace(scenario.namespace()).list().getItems());
    }
    resources.add(scenario.get(WandbServer.class, scenario.server()));
    resources.addAll(client.events().v1().events().inAnyNamespace().list().getItems());
    return Serialization.asYaml(resources);
  }

  /**
   * Returns the forms of a key: plain, in base64 at any offset of an Authorization header, and
   * URL-encoded.
   */
  private static Stream<String> forms(String key) {
    return Stream.of(
        key,
        base64(key),
        base64(":" + key),
        base64("api:" + key),
        URLEncoder.encode(key, StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
