package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.kube.FakeEvents;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The account trainer of the team vision with its keys, on servers in memory. */
final class KeyWorld implements AutoCloseable {
  static final String SECRET = "trainer-wandb";
  static final String OPERATOR = "wandb-iam-system";

  final AccountFixture fixture;
  final Secrets secrets;
  final KeySecrets keySecrets;
  final Deliveries deliveries;
  final String id;
  Instant now = NOON;
  boolean rejected;
  @Nullable String withheld;
  private final KubernetesClient client;
  private final FakeEvents events = new FakeEvents();
  private final Namespaces namespaces;
  private final KeyServices services;
  private final KeyRequests requests = new KeyRequests();
  private String spec = "";

  /** Lets the API server grant the operator every permission that it asks for. */
  static void grantEveryReview(KubernetesMockServer api) {
    api.expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(
            201,
            new SelfSubjectAccessReviewBuilder()
                .withNewStatus()
                .withAllowed(true)
                .endStatus()
                .build())
        .always();
  }

  KeyWorld(KubernetesClient client) {
    this(client, WatchedNamespaces.ALL);
  }

  KeyWorld(KubernetesClient client, WatchedNamespaces watched) {
    this.client = client;
    fixture = new AccountFixture(client);
    id = fixture.account("trainer");
    secrets = new Secrets(client, namespace -> false);
    namespaces = new Namespaces(client, watched, name -> {});
    var recorder = events.recorder(() -> now);
    deliveries = new Deliveries(secrets, namespaces, recorder, OPERATOR);
    keySecrets =
        new KeySecrets(secrets, new KeyEscrow(secrets, OPERATOR), deliveries, () -> now, true);
    services =
        new KeyServices(
            keySecrets, secrets, new Workloads(client), namespaces, recorder, () -> now, "cluster");
    store("id: %s, name: trainer".formatted(id));
  }

  /**
   * Stores the resource with that status. It has a field that was not read, because another status
   * is applied, and would be given to a controller, which does not exist here.
   */
  void store(String status) {
    var resource = fixture.resource(spec, status);
    resource
        .getMetadata()
        .setAnnotations(Map.of("iam.wandb.com/misread-fields", "spec.description"));
    client.resource(resource).delete();
    client.resource(resource).create();
    var stored = resource();
    stored.setStatus(resource.getStatus());
    client.resource(stored).updateStatus();
  }

  /** Declares another spec, in YAML. */
  void declare(String other) {
    var status = resource().getStatus();
    spec = other;
    var next = fixture.resource(spec, "");
    next.setMetadata(resource().getMetadata());
    next.setStatus(status);
    client.resource(next).update();
  }

  void annotate(String action, String value) {
    client
        .resource(resource())
        .edit(
            account -> {
              account.getMetadata().getAnnotations().put("iam.wandb.com/" + action, value);
              return account;
            });
  }

  /** Edits the Secret as a tenant does. */
  void edit(Consumer<Secret> change) {
    client
        .secrets()
        .inNamespace("ml")
        .withName(SECRET)
        .edit(
            secret -> {
              change.accept(secret);
              return secret;
            });
  }

  WandbServiceAccount resource() {
    return client.resources(WandbServiceAccount.class).inNamespace("ml").withName("trainer").get();
  }

  WandbServiceAccountStatus status() {
    return resource().getStatus();
  }

  AccountReconciliation pass() {
    return fixture.reconciliation(resource());
  }

  BoundAccount account() {
    var scope = fixture.vision();
    var server =
        client
            .getKubernetesSerialization()
            .unmarshal(
                "--- {metadata: {name: central}, spec: {url: 'https://wandb.example.com'}}",
                WandbServer.class);
    return new BoundAccount(
        scope,
        server,
        scope.live(id, "trainer").orElseThrow(),
        Map.of("WANDB_ENTITY", "vision"),
        rejected,
        withheld);
  }

  KeyContext work(AccountReconciliation pass) {
    return new KeyContext(services, pass, account(), keySecrets.present(pass).orElse(null));
  }

  /** Reconciles the keys, and saves the status also after an error, as the operator does. */
  ReconcileResult run() {
    var pass = pass();
    try {
      return reconcile(pass);
    } finally {
      pass.save();
    }
  }

  /** Reconciles the keys in a process that ends at the first error. */
  ReconcileResult crash() {
    return reconcile(pass());
  }

  private ReconcileResult reconcile(AccountReconciliation pass) {
    var work = work(pass);
    var rollouts = new KeyRollouts(services.workloads(), pass.resource());
    return new KeyReconciler(work, rollouts, requests).run();
  }

  void later(Duration time) {
    now = now.plus(time);
  }

  /** Creates a namespace with consent to Secrets from ml, or without any. */
  void namespace(String name, boolean consents) {
    var annotations = Map.of(Namespaces.ACCEPT, consents ? "other, ml" : "other");
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .createOr(existing -> existing.update());
  }

  /** Waits until the cache of namespaces knows the consent. */
  void awaitConsent(String name, boolean consents) {
    await()
        .dontCatchUncaughtExceptions()
        .until(() -> namespaces.acceptsSecrets(name, "ml") == consents);
  }

  Optional<Secret> secret(String namespace, String name) {
    return secrets.read(namespace, name);
  }

  /** Returns a value of the Secret in the namespace of the resource; null if it has none. */
  @Nullable String value(String key) {
    return secret("ml", SECRET).flatMap(secret -> Secrets.value(secret, key)).orElse(null);
  }

  String current() {
    return String.valueOf(value("WANDB_API_KEY"));
  }

  /** Returns the ids of the keys in the Secret, the current one first. */
  List<String> published() {
    var ring = KeyRing.of(secret("ml", SECRET).orElseThrow(), now);
    return ring.values().map(this::idOf).toList();
  }

  private String idOf(ApiKey key) {
    return fixture.server.keys().idOf(key);
  }

  /** Returns the ids of the valid keys of the account. */
  List<String> live() {
    return fixture.server.keys().live(id);
  }

  /** Returns the calls with this beginning. */
  List<String> calls(String beginning) {
    return fixture.server.script().journal(beginning);
  }

  List<String> events() {
    return events.recorded();
  }

  @Override
  public void close() {
    namespaces.close();
    fixture.close();
  }
}
