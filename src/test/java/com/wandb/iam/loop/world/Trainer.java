package com.wandb.iam.loop.world;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ServiceAccount {@code trainer} of the Team {@code vision}, with a key in its Secret. */
public record Trainer(Scenario scenario) implements AutoCloseable {
  public static final String SECRET = "trainer-wandb";
  public static final String SOURCE = "first-key";
  public static final String IMPORT = "importFrom: {secretRef: {name: first-key, key: apiKey}}";
  private static final String PREVIOUS = "WANDB_API_KEY_PREVIOUS";

  public static Trainer ready(SandboxVersion version) {
    var trainer = new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(version)));
    trainer.scenario.applyTeam();
    trainer.scenario.awaitReady(Team.class, "vision");
    trainer.apply("secret: {netrc: true}");
    if (version == SandboxVersion.V0_84) {
      trainer.scenario.awaitReason(
          WandbServiceAccount.class, "trainer", "Stalled", "ImportRequired");
      trainer.source(
          trainer.scenario.sandbox().world().issueKeyInApp(trainer.accountId(), "by hand"), "true");
      trainer.apply("secret: {netrc: true}\napiKey: {" + IMPORT + "}");
    }
    trainer.awaitReady();
    return trainer;
  }

  /**
   * Applies the ServiceAccount.
   *
   * @param more additional lines of its spec
   */
  public void apply(String more) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: trainer}
        spec:
          teamRef: {name: vision}
        """
            + more.indent(2));
  }

  /** Creates an import Secret with a key. */
  public void source(String key, String label) {
    scenario
        .client()
        .resource(
            Scenario.secret(
                scenario.namespace(),
                SOURCE,
                Map.of("iam.wandb.com/source", label),
                Map.of("apiKey", key)))
        .forceConflicts()
        .serverSideApply();
  }

  /** Deletes the Secret and its escrow Secret while the resource is suspended. */
  public void loseKey() {
    apply("suspend: true");
    scenario.awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Suspended");
    scenario.delete(Secret.class, SECRET);
    scenario.client().secrets().inNamespace(OperatorUnderTest.NAMESPACE).list().getItems().stream()
        .filter(
            secret ->
                secret.getMetadata().getAnnotations() != null
                    && accountId()
                        .equals(
                            secret.getMetadata().getAnnotations().get("iam.wandb.com/account-id"))
                    && secret
                        .getMetadata()
                        .getAnnotations()
                        .get("iam.wandb.com/owned-by")
                        .contains(scenario.namespace() + "/"))
        .forEach(secret -> scenario.client().resource(secret).delete());
    apply("");
  }

  /** Returns the version as a number. A later write in a cluster has a greater version. */
  public static long versionOf(HasMetadata resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  public WandbServiceAccount awaitReady() {
    return scenario.awaitReady(WandbServiceAccount.class, "trainer");
  }

  public String awaitReason(String type, String reason) {
    return String.valueOf(
        scenario.awaitReason(WandbServiceAccount.class, "trainer", type, reason).message());
  }

  public WandbServiceAccount resource() {
    return scenario.get(WandbServiceAccount.class, "trainer");
  }

  public String accountId() {
    return resource().getStatus().id();
  }

  public String key() {
    return scenario.secretValue(SECRET, "WANDB_API_KEY");
  }

  /** Returns the previous key, if the Secret has one. */
  public String previous() {
    return scenario.secretValue(SECRET, PREVIOUS);
  }

  public boolean hasPrevious() {
    return scenario.get(Secret.class, SECRET).getData().containsKey(PREVIOUS);
  }

  /** Returns the keys in its Secret. */
  public Set<String> inSecret() {
    return hasPrevious() ? Set.of(key(), previous()) : Set.of(key());
  }

  /** Returns the working keys on the server. */
  public List<SandboxWorld.Key> live() {
    return scenario.sandbox().world().liveKeys(accountId());
  }

  public List<String> liveSecrets() {
    return live().stream().map(SandboxWorld.Key::secret).toList();
  }

  public void order(String annotation, String value) {
    scenario.annotate(WandbServiceAccount.class, "trainer", annotation, value);
  }

  public WandbServiceAccount awaitHandled(String order, String value) {
    return scenario.awaitThat(
        WandbServiceAccount.class,
        "trainer",
        account -> value.equals(account.getStatus().handled().get(order)));
  }

  /** Declares a rotation, and waits until the resource is ready. */
  public void withRotation(String rotation) {
    boolean imports = resource().getSpec().apiKey() != null;
    apply(
        "secret: {netrc: true}\napiKey: {rotation: "
            + rotation
            + (imports ? ", " + IMPORT : "")
            + "}");
    awaitReady();
  }

  /** Returns the account to which the server assigns the key. */
  public String holderOf(String key) {
    var settings =
        new ConnectionSettings(
            scenario.sandbox().url(), ApiKey.of(key), "", null, 20, 4, Duration.ofSeconds(5));
    try (var api =
        new HttpWandbConnector(InstantSource.system(), "test", RequestObserver.NONE)
            .connect("server", settings)) {
      return api.apiKeys().holder(ApiKey.of(key)).id();
    }
  }

  @Override
  public void close() {
    scenario.close();
  }
}
