package com.wandb.iam.loop.crash;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A W&B server of a version, its WandbServer, and a namespace with a Team on it. */
final class KeySite implements AutoCloseable, Relay.Reader {
  static final String TEAM = "vision";

  private static final Pattern RESOURCE = Pattern.compile("resource=([0-9a-f-]{36})");
  private static final Pattern ID = Pattern.compile("(?:\"id\":\"|/Users/)([A-Za-z0-9+/=]+)");

  private final CrashWorld crashes;
  private final SandboxVersion version;
  private final Sandbox sandbox;
  private final Relay relay;
  private final String name;

  KeySite(CrashWorld crashes, SandboxVersion version) {
    this.crashes = crashes;
    this.version = version;
    this.sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
    this.name = "on-" + version.text().replace('.', '-');
    this.relay =
        new Relay(
            () -> new Socket(InetAddress.getLoopbackAddress(), sandbox.url().getPort()),
            crashes.writes(),
            this);
    crashes.namespace(name, Map.of());
    crashes
        .client()
        .resource(
            Scenario.secret(
                OperatorUnderTest.NAMESPACE, name, Map.of(), Map.of("apiKey", sandbox.adminKey())))
        .create();
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: %1$s}
        spec:
          url: %2$s
          credentials: {secretRef: {name: %1$s}}
          limits: {timeout: 60s, requestsPerSecond: 1000, concurrency: 32}
          sync: {interval: 10s}
        """
            .formatted(name, relay.url()));
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: %s, namespace: %s}
        spec: {name: %s, serverRef: {name: %s}}
        """
            .formatted(TEAM, name, TEAM, name));
  }

  void apply(String yaml) {
    HasMetadata resource = crashes.client().getKubernetesSerialization().unmarshal(yaml);
    crashes.client().resource(resource).forceConflicts().serverSideApply();
  }

  void awaitTeam() {
    Awaitility.await("the team is ready")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                crashes
                    .get(Team.class, name, TEAM)
                    .flatMap(team -> Scenario.condition(team, "Ready"))
                    .filter(condition -> "True".equals(condition.status()))
                    .isPresent());
  }

  CrashWorld crashes() {
    return crashes;
  }

  SandboxVersion version() {
    return version;
  }

  String namespace() {
    return name;
  }

  /** Returns whether the server shows each key only once. */
  boolean isHashed() {
    return version == SandboxVersion.V0_84;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  SandboxWorld world() {
    return sandbox.world();
  }

  List<String> secretsEverIssued() {
    return world().keysEverIssued().stream().map(SandboxWorld.Key::secret).toList();
  }

  /**
   * Finds the account by name, by the marker of a key, or by the id of an account or of one of its
   * keys.
   */
  @Override
  public Optional<String> matter(String text) {
    return CrashWorld.robotNamed(text)
        .or(() -> first(RESOURCE, text).flatMap(crashes::nameOf))
        .or(() -> first(ID, text).flatMap(world()::nameBehind));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    return pattern.matcher(text).results().findFirst().map(found -> found.group(1));
  }

  /** Checks that clients no longer read a key before it is revoked. */
  @Override
  public void passes(String matter, String text) {
    if (text.contains("mutation DeleteApiKey")) {
      var key =
          first(ID, text)
              .flatMap(
                  id ->
                      world().keysEverIssued().stream()
                          .filter(issued -> issued.id().equals(id))
                          .findFirst());
      key.ifPresent(revoked -> crashes.witness().revoking(matter, revoked.secret()));
    }
  }

  @Override
  public void close() {
    relay.close();
    sandbox.close();
  }
}
