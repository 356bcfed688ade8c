package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxOptions;
import com.wandb.iam.sandbox.SandboxVersion;
import com.wandb.iam.sandbox.SandboxWorld;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A cluster, a server, and an operator that is a process whose every write can be its last. */
final class CrashWorld implements AutoCloseable {
  private static final String NAMESPACE = "default";
  private static final String ELSEWHERE = "elsewhere";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesTestServer cluster =
      KubernetesTestServer.start(KubernetesBinaries.provide());
  private final Sandbox sandbox;
  private final boolean hashed;
  private final KubernetesClient client;
  private final Writes writes = new Writes();
  private final Relay toCluster;
  private final Relay toServer;
  private final Path kubeconfig;
  private OperatorProcess process;
  private int subjects;

  CrashWorld(SandboxVersion version) {
    sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
    hashed = version == SandboxVersion.V0_84;
    client = Main.client(cluster.config());
    cluster.applyCrds();
    toCluster = new Relay(secure(URI.create(cluster.config().getMasterUrl())), writes);
    toServer =
        new Relay(
            () -> new Socket(InetAddress.getLoopbackAddress(), sandbox.url().getPort()), writes);
    kubeconfig = kubeconfig();
    namespace(OperatorUnderTest.NAMESPACE, Map.of());
    namespace(ELSEWHERE, Map.of("iam.wandb.com/accept-secrets-from", NAMESPACE));
    create(
        Scenario.secret(
            OperatorUnderTest.NAMESPACE,
            "wandb-admin",
            Map.of(),
            Map.of("apiKey", sandbox.adminKey())));
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: default}
        spec:
          url: %s
          credentials: {secretRef: {name: wandb-admin}}
          limits: {timeout: 60s, requestsPerSecond: 1000, concurrency: 32}
        """
            .formatted(toServer.url()));
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision}
        spec: {}
        """);
    process = OperatorProcess.start(kubeconfig);
    await(
        "the team is ready",
        () ->
            Scenario.condition(get(Team.class, "vision").orElseThrow(), "Ready")
                .filter(one -> "True".equals(one.status()))
                .isPresent());
  }

  private Relay.Connector secure(URI server) {
    try {
      var factory = SSLUtils.sslContext(cluster.config()).getSocketFactory();
      return () -> factory.createSocket(server.getHost(), server.getPort());
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private Path kubeconfig() {
    try {
      return Files.writeString(
          Files.createTempFile("kubeconfig-", ".yaml"),
          """
          apiVersion: v1
          kind: Config
          current-context: relay
          contexts: [{name: relay, context: {cluster: relay, user: nobody}}]
          clusters: [{name: relay, cluster: {server: "%s"}}]
          users: [{name: nobody, user: {}}]
          """
              .formatted(toCluster.url()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void namespace(String name, Map<String, String> annotations) {
    create(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withAnnotations(annotations)
            .endMetadata()
            .build());
  }

  private void create(HasMetadata resource) {
    client.resource(resource).create();
  }

  private void apply(String yaml) {
    HasMetadata resource = client.getKubernetesSerialization().unmarshal(yaml);
    client.resource(resource).inNamespace(NAMESPACE).forceConflicts().serverSideApply();
  }

  private <R extends HasMetadata> Optional<R> get(Class<R> kind, String name) {
    return Optional.ofNullable(client.resources(kind).inNamespace(NAMESPACE).withName(name).get());
  }

  /** SIGKILL, and the next process. */
  void killAndStart() {
    process.kill();
    assertThat(process.output()).doesNotContain(sandbox.adminKey());
    writes.forget();
    process = OperatorProcess.start(kubeconfig);
  }

  /** A ServiceAccount that nobody had before. */
  Subject subject(String fate) {
    return new Subject("robot-%04d".formatted(++subjects), fate);
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> so) {
    Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(25)).until(so);
  }

  @Override
  public void close() {
    process.close();
    toCluster.close();
    toServer.close();
    client.close();
    sandbox.close();
    cluster.close();
  }

  /** One ServiceAccount, its account on the server, and its Secret. */
  final class Subject {
    private final String name;
    private final String fate;
    private String secret;
    private String settings = "";
    private String accountId = "";
    private long sequence;
    private boolean moved;

    Subject(String name, String fate) {
      this.name = name;
      this.fate = fate;
      this.secret = name + "-wandb";
    }

    /** Applies the resource; it imports its key where somebody put one there. */
    void apply(String more) {
      boolean imports = get(Secret.class, source()).isPresent();
      var source = "importFrom: {secretRef: {name: %s}}".formatted(source());
      settings = more;
      var apiKey =
          more.contains("%s")
              ? more.formatted(imports ? ", " + source : "")
              : more + (imports ? "\napiKey: {" + source + "}" : "");
      CrashWorld.this.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: ServiceAccount
          metadata: {name: %s}
          spec:
            teamRef: {name: vision}
          """
                  .formatted(name)
              + apiKey.indent(2));
    }

    private String source() {
      return name + "-first";
    }

    /** Has the account made, and a key for it by a person. */
    void madeAndKeyed() {
      apply("");
      await("make", Subject::asksForImport);
      create(
          Scenario.secret(
              NAMESPACE,
              source(),
              Map.of("iam.wandb.com/source", "true"),
              Map.of("apiKey", sandbox.world().issueKeyInApp(id(), "by hand"))));
    }

    /** Has a key in its Secret. */
    void ready(String more) {
      if (hashed) {
        madeAndKeyed();
      }
      apply(more);
      await("be ready", Subject::isSettled);
      accountId = id();
      sequence = status().map(one -> one.getStatus().apiKey().sequence()).orElse(0L);
    }

    void order(String order) {
      client
          .resource(resource())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":{\"iam.wandb.com/%s\":\"one\"}}}".formatted(order));
    }

    void rename() {
      moved = true;
      secret = name + "-moved";
      apply(settings + "\nsecret: {name: " + secret + "}");
    }

    void deliver() {
      apply(settings + "\nsecret: {deliverTo: [" + ELSEWHERE + "]}");
    }

    void delete() {
      client.resource(resource()).delete();
    }

    private WandbServiceAccount resource() {
      return status().orElseThrow();
    }

    private Optional<WandbServiceAccount> status() {
      return get(WandbServiceAccount.class, name);
    }

    private String id() {
      return resource().getStatus().id();
    }

    boolean asksForImport() {
      return accounts().size() == 1
          && status()
              .flatMap(one -> Scenario.condition(one, "Stalled"))
              .filter(one -> "ImportRequired".equals(one.reason()))
              .isPresent();
    }

    /** Whether status says that all is done, and the keys on the server are those in the Secret. */
    boolean isSettled() {
      var account = status().orElse(null);
      if (account == null
          || account.getStatus() == null
          || account.getStatus().pendingKey() != null
          || account.getStatus().pendingCreate() != null
          || !account.getMetadata().getGeneration().equals(account.getStatus().observedGeneration())
          || Scenario.condition(account, "Ready")
              .filter(one -> "True".equals(one.status()))
              .isEmpty()) {
        return false;
      }
      return accounts().size() == 1 && !inSecret().isEmpty() && inSecret().equals(live());
    }

    boolean hasPrevious() {
      return inSecret().size() == 2;
    }

    boolean sequenceGrew() {
      return resource().getStatus().apiKey().sequence() > sequence;
    }

    boolean isMoved() {
      return get(Secret.class, name + "-wandb").isEmpty();
    }

    boolean isDelivered() {
      var copy = client.secrets().inNamespace(ELSEWHERE).withName(secret).get();
      return copy != null
          && copy.getData().equals(get(Secret.class, secret).orElseThrow().getData());
    }

    boolean isGone() {
      return status().isEmpty();
    }

    private List<SandboxWorld.User> accounts() {
      return sandbox.world().serviceAccounts("vision").stream()
          .filter(account -> account.username().equals(name))
          .toList();
    }

    private Set<String> live() {
      return sandbox.world().keysEverIssued().stream()
          .filter(key -> !key.revoked() && key.accountId().equals(id()))
          .map(SandboxWorld.Key::secret)
          .collect(Collectors.toSet());
    }

    private Set<String> inSecret() {
      var keys = new HashSet<String>();
      get(Secret.class, secret)
          .ifPresent(
              found -> {
                Secrets.value(found, "WANDB_API_KEY").ifPresent(keys::add);
                Secrets.value(found, "WANDB_API_KEY_PREVIOUS").ifPresent(keys::add);
              });
      return keys;
    }

    /**
     * Counts the operator's writes about this one.
     *
     * @param number of the write at which it dies, 0 for none
     */
    void arm(int number, Writes.Moment moment) {
      var uid = status().map(one -> one.getMetadata().getUid()).orElse(name);
      writes.arm(
          name,
          text ->
              text.contains(name)
                  || text.contains(uid)
                  || text.contains(keptUnder())
                  || namesOwn(text),
          number,
          moment);
    }

    private String keptUnder() {
      var owner = "Escrow/" + NAMESPACE + "/" + name;
      return "wandb-key-" + UUID.nameUUIDFromBytes(owner.getBytes(StandardCharsets.UTF_8));
    }

    /** A key is revoked by its id, and an account deleted by its. */
    private boolean namesOwn(String text) {
      var account =
          accountId.isEmpty()
              ? accounts().stream().map(SandboxWorld.User::id).findFirst().orElse(name)
              : accountId;
      return text.contains(account)
          || sandbox.world().keysEverIssued().stream()
              .filter(key -> key.accountId().equals(account))
              .anyMatch(key -> text.contains(key.id()));
    }

    List<String> writes() {
      return writes.seen(name);
    }

    boolean isDead() {
      return writes.isDead(name);
    }

    /** Waits, and looks all the while whether what a client reads from the Secret works. */
    void await(String what, Predicate<Subject> so) {
      try {
        CrashWorld.await(
            what,
            () -> {
              assertCurrentWorks();
              return so.test(this);
            });
      } catch (ConditionTimeoutException late) {
        throw new AssertionError(
            "%s (%s) did not come to: %s; live: %d, in the Secret: %d, accounts: %d\n%s"
                .formatted(
                    name,
                    fate,
                    what,
                    status().isPresent() ? live().size() : -1,
                    inSecret().size(),
                    accounts().size(),
                    status().map(Serialization::asYaml).orElse("gone")),
            late);
      }
    }

    private void assertCurrentWorks() {
      var key = get(Secret.class, secret).flatMap(found -> Secrets.value(found, "WANDB_API_KEY"));
      if (key.isPresent()
          && status().isPresent()
          && resource().getMetadata().getDeletionTimestamp() == null
          && !resource().getMetadata().getAnnotations().containsKey("iam.wandb.com/revoke-now")) {
        boolean works =
            sandbox.world().keysEverIssued().stream()
                .anyMatch(one -> one.secret().equals(key.get()) && !one.revoked());
        boolean stillThere =
            get(Secret.class, secret)
                .flatMap(found -> Secrets.value(found, "WANDB_API_KEY"))
                .equals(key);
        assertThat(works || !stillThere).as("the current key in the Secret works").isTrue();
      }
    }

    /** Nothing of a deleted account, and no Secret under a name of before, is anywhere. */
    void assertNothingLeft() {
      if (isGone()) {
        assertThat(accounts()).isEmpty();
        assertThat(get(Secret.class, secret)).isEmpty();
        assertThat(kept()).isEmpty();
        assertThat(
                sandbox.world().keysEverIssued().stream()
                    .filter(key -> !key.revoked())
                    .filter(key -> key.accountId().equals(accountId)))
            .isEmpty();
      } else if (moved) {
        assertThat(get(Secret.class, name + "-wandb")).isEmpty();
      }
    }

    private List<Secret> kept() {
      return client.secrets().inNamespace(OperatorUnderTest.NAMESPACE).list().getItems().stream()
          .filter(
              one ->
                  one.getMetadata().getAnnotations() != null
                      && ("Escrow/" + NAMESPACE + "/" + name)
                          .equals(one.getMetadata().getAnnotations().get("iam.wandb.com/owned-by")))
          .toList();
    }
  }
}
