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

/** A sandbox, its WandbServer and a namespace, for one test alone. */
public final class Scenario extends NamespaceUnderTest implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Sandbox sandbox;
  private final String server;

  private Scenario(KubernetesClient client, String namespace, SandboxOptions options) {
    super(client, namespace);
    sandbox = Sandbox.start(options);
    server = "server-" + NUMBER.incrementAndGet();
  }

  /** Returns a sandbox with a ready WandbServer. */
  public static Scenario ready(SandboxOptions options) {
    var scenario = bare(options);
    scenario.credential(scenario.sandbox.adminKey());
    scenario.applyServer("");
    scenario.awaitReady(WandbServer.class, scenario.server);
    return scenario;
  }

  /** Returns a sandbox without a WandbServer. */
  public static Scenario bare(SandboxOptions options) {
    return on(
        OperatorUnderTest.shared().client(),
        KubernetesTestServer.shared().newNamespace("team"),
        options);
  }

  /** Returns a scenario in another cluster than the shared one. */
  public static Scenario on(KubernetesClient client, String namespace, SandboxOptions options) {
    return new Scenario(client, namespace, options);
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  public String server() {
    return server;
  }

  /** Stores a key in the Secret that the WandbServer references. */
  public void credential(String key) {
    client()
        .resource(secret(OperatorUnderTest.NAMESPACE, server, Map.of(), Map.of("apiKey", key)))
        .serverSideApply();
  }

  /**
   * Applies the WandbServer.
   *
   * @param more additional lines of its spec
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

  /**
   * Applies manifests as a user does. {@code $SERVER} and {@code $URL} are replaced by those of
   * this scenario.
   */
  public void apply(String yaml) {
    for (var resource : load(yaml)) {
      client().resource(resource).forceConflicts().serverSideApply();
    }
  }

  /** Applies one resource unchanged, even if it does not match its class. */
  public void applyAsIs(String yaml) {
    var resource =
        Serialization.unmarshal(yaml.replace("$SERVER", server), GenericKubernetesResource.class);
    client()
        .genericKubernetesResources(resource.getApiVersion(), resource.getKind())
        .inNamespace(namespace())
        .resource(resource)
        .serverSideApply();
  }

  /** Returns a Team as the API server stores it. */
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

  /** Applies the Team {@code vision} with only a server. */
  public void applyTeam() {
    applyTeam("vision");
  }

  /** Applies a Team of that name with only a server. */
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

  /** Requests a sync of the server now instead of at the next interval. */
  public void requestSync(String token) {
    annotateServer("iam.wandb.com/reconcile", token);
  }

  public void annotateServer(String annotation, String value) {
    annotate(WandbServer.class, server, annotation, value);
  }

  /** Returns the names of the members of a team of the sandbox. */
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

  /** Returns the number of writes to the server. */
  public int serverWrites() {
    return sandbox.journal().writes(0).size();
  }

  /** Waits until the operator has completed its next regular sync. */
  public void awaitSync() {
    var mark = sandbox.journal().mark();
    await().atMost(PATIENCE).until(() -> wasReadSince(mark));
  }

  /** Checks for members of teams after the list of roles, because a sync reads them last. */
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

  /** Requests a sync now, and waits for it. */
  public void sync() {
    requestSync("look-" + NUMBER.incrementAndGet());
    awaitSync();
  }

  /** Stops the sandbox. Objects in the cluster stay until the cluster ends. */
  @Override
  public void close() {
    abandonAll();
    sandbox.close();
  }

  /** Abandons the resources, because a WandbServer without a server would be retried forever. */
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
