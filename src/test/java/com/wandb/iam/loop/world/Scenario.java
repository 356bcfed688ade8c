package com.wandb.iam.loop.world;

import static org.awaitility.Awaitility.await;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A sandbox, a WandbServer for it and a namespace: what one test has to itself. */
public final class Scenario extends NamespaceUnderTest implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Sandbox sandbox;
  private final String server;

  private Scenario(KubernetesClient client, String namespace, SandboxOptions options) {
    super(client, namespace);
    sandbox = Sandbox.start(options);
    server = "server-" + NUMBER.incrementAndGet();
  }

  /** A sandbox with a WandbServer that is ready. */
  public static Scenario ready(SandboxOptions options) {
    var scenario = bare(options);
    scenario.credential(scenario.sandbox.adminKey());
    scenario.applyServer("");
    scenario.awaitReady(WandbServer.class, scenario.server);
    return scenario;
  }

  /** A sandbox that no WandbServer names yet. */
  public static Scenario bare(SandboxOptions options) {
    return on(
        OperatorUnderTest.shared().client(),
        KubernetesTestServer.shared().newNamespace("team"),
        options);
  }

  /** The same in another cluster than the one that tests share. */
  public static Scenario on(KubernetesClient client, String namespace, SandboxOptions options) {
    return new Scenario(client, namespace, options);
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  public String server() {
    return server;
  }

  /** Puts a key where the WandbServer looks for it. */
  public void credential(String key) {
    client()
        .resource(secret(OperatorUnderTest.NAMESPACE, server, Map.of(), Map.of("apiKey", key)))
        .serverSideApply();
  }

  /**
   * Applies the WandbServer.
   *
   * @param more further lines of its spec
   */
  public void applyServer(String more) {
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: $SERVER}
        spec:
          url: $URL
          credentials: {secretRef: {name: $SERVER}}
          sync: {interval: 10s}
        """
            + more.indent(2));
  }

  /** Applies manifests as a user would; {@code $SERVER} and {@code $URL} are this scenario's. */
  public void apply(String yaml) {
    for (var resource : load(yaml)) {
      client().resource(resource).forceConflicts().serverSideApply();
    }
  }

  /** Applies one resource that does not fit its class, as it is. */
  public void applyAsIs(String yaml) {
    var resource =
        Serialization.unmarshal(yaml.replace("$SERVER", server), GenericKubernetesResource.class);
    client()
        .genericKubernetesResources(resource.getApiVersion(), resource.getKind())
        .inNamespace(namespace())
        .resource(resource)
        .serverSideApply();
  }

  /** A Team as the API server has it, in its own words. */
  public String asStored(String team) {
    return client()
        .raw("/apis/iam.wandb.com/v1alpha1/namespaces/" + namespace() + "/teams/" + team);
  }

  private List<HasMetadata> load(String yaml) {
    var text = yaml.replace("$SERVER", server).replace("$URL", sandbox.url().toString());
    var items =
        client().load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items();
    items.stream()
        .filter(item -> item instanceof Namespaced)
        .filter(item -> item.getMetadata().getNamespace() == null)
        .forEach(item -> item.getMetadata().setNamespace(namespace()));
    return items;
  }

  /** The Team {@code vision} with nothing but its server. */
  public void applyTeam() {
    applyTeam("vision");
  }

  /** A Team of that name with nothing but its server. */
  public void applyTeam(String name) {
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: %s}
        spec: {serverRef: {name: $SERVER}}
        """
            .formatted(name));
  }

  public static Secret secret(
      String namespace, String name, Map<String, String> labels, Map<String, String> data) {
    var builder =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(labels)
            .endMetadata();
    data.forEach(
        (key, value) ->
            builder.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return builder.build();
  }

  /** Orders the operator to look at the server now instead of at the next interval. */
  public void lookNow(String token) {
    annotateServer("iam.wandb.com/reconcile", token);
  }

  public void annotateServer(String annotation, String value) {
    annotate(WandbServer.class, server, annotation, value);
  }

  /** The names of those who are in a team of the sandbox. */
  public List<String> memberNames(String team) {
    return sandbox.world().members(team).stream().map(SandboxWorld.Member::name).toList();
  }

  public String roleOf(String team, String member) {
    return sandbox.world().members(team).stream()
        .filter(candidate -> candidate.name().equals(member))
        .map(SandboxWorld.Member::role)
        .findFirst()
        .orElse("none");
  }

  public String userId(String username) {
    return sandbox.world().users().stream()
        .filter(user -> user.username().equals(username))
        .map(SandboxWorld.User::id)
        .findFirst()
        .orElseThrow();
  }

  /** How often the server was asked to change something. */
  public int serverWrites() {
    return sandbox.journal().writes(0).size();
  }

  /** Waits until the operator has read the whole server once more, when it likes. */
  public void awaitLook() {
    var mark = sandbox.journal().mark();
    await().atMost(PATIENCE).until(() -> wasReadSince(mark));
  }

  /** The members of teams are asked for last, after the list of roles. */
  private boolean wasReadSince(long mark) {
    var entries = sandbox.journal().since(mark);
    return entries.stream()
        .filter(entry -> entry.operations().contains("scim.roles.list"))
        .anyMatch(
            roles ->
                entries.stream()
                    .anyMatch(
                        entry ->
                            entry.sequence() > roles.sequence()
                                && entry.operations().contains("graphql.entity")));
  }

  /** Has the operator read the whole server now, and waits for that. */
  public void look() {
    lookNow("look-" + NUMBER.incrementAndGet());
    awaitLook();
  }

  /** Ends the sandbox; what is left in the cluster goes with the cluster. */
  @Override
  public void close() {
    abandonAll();
    sandbox.close();
  }

  /** A WandbServer without a server would be asked for ever, and connectors would look for it. */
  private void abandonAll() {
    client().resources(StorageConnector.class).inNamespace(namespace()).list().getItems().stream()
        .filter(connector -> !connector.isMarkedForDeletion())
        .map(connector -> connector.getMetadata().getName())
        .forEach(
            name -> {
              annotate(StorageConnector.class, name, "iam.wandb.com/abandon", "true");
              delete(StorageConnector.class, name);
            });
    if (find(WandbServer.class, server).isPresent()) {
      annotateServer("iam.wandb.com/abandon", "true");
      delete(WandbServer.class, server);
    }
  }
}
