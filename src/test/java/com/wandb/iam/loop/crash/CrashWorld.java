package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.loop.world.ClusterText;
import com.wandb.iam.loop.world.LeakGrep;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, W&B servers of several versions, and an operator process that can be killed at every
 * write. A file stores its debug log.
 */
final class CrashWorld implements AutoCloseable {
  /** Namespace that accepts copies of all Secrets. */
  static final String ELSEWHERE = "elsewhere";

  private static final Pattern ROBOT = Pattern.compile("robot-\\d{4}");

  private final KubernetesTestServer cluster =
      KubernetesTestServer.start(KubernetesBinaries.provide());
  private final KubernetesClient client;
  private final Writes writes = new Writes();
  private final List<TestServiceAccount> testAccounts = new CopyOnWriteArrayList<>();
  private final List<KeySite> sites;
  private final Relay toCluster;
  private final Path kubeconfig;
  private final SharedIndexInformer<WandbServiceAccount> resources;
  private final SharedIndexInformer<Secret> secrets;
  private final KeyWitness witness = new KeyWitness(testAccounts);
  private final Chronicle chronicle = new Chronicle(CrashWorld::robotNamed);
  private final List<String> outputs = new CopyOnWriteArrayList<>();
  private volatile String unheard = "";
  private volatile OperatorProcess process;
  private @Nullable Path evidence;

  CrashWorld(SandboxVersion... versions) {
    client = Main.client(cluster.config());
    cluster.applyCrds();
    toCluster = new Relay(Relay.Connector.to(cluster.config()), writes, new ClusterReader());
    kubeconfig = toCluster.kubeconfig(cluster.config());
    namespace(OperatorUnderTest.NAMESPACE, Map.of());
    sites = Stream.of(versions).map(version -> new KeySite(this, version)).toList();
    namespace(
        ELSEWHERE,
        Map.of(
            "iam.wandb.com/accept-secrets-from",
            sites.stream().map(KeySite::namespace).collect(Collectors.joining(","))));
    resources =
        client
            .resources(WandbServiceAccount.class)
            .inAnyNamespace()
            .inform(chronicle.ofResources());
    secrets = client.secrets().inAnyNamespace().inform(chronicle.ofSecrets());
    process = start();
    sites.forEach(KeySite::awaitTeam);
  }

  /** Reads the writes to the cluster. */
  private final class ClusterReader implements Relay.Reader {
    /** Returns the name of a service account, also from its escrow Secret. */
    @Override
    public Optional<String> matter(String text) {
      return robotNamed(text)
          .or(
              () ->
                  testAccounts.stream()
                      .filter(testAccount -> text.contains(testAccount.objects().keptUnder()))
                      .map(TestServiceAccount::name)
                      .findFirst());
    }

    @Override
    public void passes(String matter, String text) {
      if (matter.equals(unheard) && text.lines().findFirst().orElse("").contains("/status")) {
        toCluster.holdWatches();
      }
    }
  }

  /** Holds back all watch events from the next one about this account on. */
  void holdWatchesAt(TestServiceAccount testAccount) {
    unheard = testAccount.name();
  }

  /** Holds back the answer to the removal of a finalizer. */
  void holdFinalizerRemovalOf(TestServiceAccount testAccount) {
    toCluster.holdAnswers(
        text ->
            robotNamed(text).equals(Optional.of(testAccount.name()))
                && (text.contains("finalizers\":[]")
                    || (text.contains("remove") && text.contains("/metadata/finalizers"))));
  }

  void releaseWatches() {
    unheard = "";
    toCluster.releaseAll();
  }

  static Optional<String> robotNamed(String text) {
    return ROBOT.matcher(text).results().findFirst().map(found -> found.group());
  }

  void namespace(String name, Map<String, String> annotations) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .create();
  }

  /**
   * Starts the operator with many threads, because a thread whose connection is cut retries for a
   * minute.
   */
  private OperatorProcess start() {
    return OperatorProcess.start(
        kubeconfig,
        Map.of("OPERATOR_LOG_LEVEL", "DEBUG", "OPERATOR_LIBRARY_LOG_LEVEL", "DEBUG"),
        "--workers",
        "512");
  }

  /** Kills the operator and starts the next one. */
  void killAndStart() {
    process.kill();
    outputs.add(process.output());
    process.close();
    writes.forget();
    process = start();
  }

  /** Returns the operator's log lines with a text. */
  List<String> linesAbout(String what) {
    return process.output().lines().filter(line -> line.contains(what)).toList();
  }

  /** Returns the log lines of all operators of this run with a text, without details. */
  List<String> allLinesAbout(String what) {
    return Stream.concat(outputs.stream(), Stream.of(process.output()))
        .flatMap(String::lines)
        .filter(line -> line.contains(what) && !line.contains(" DEBUG "))
        .toList();
  }

  /**
   * Stores logs and threads of the operator, only at the first call because later calls would store
   * the same.
   */
  synchronized Path evidence() {
    if (evidence == null) {
      evidence = process.keepEvidence();
    }
    return evidence;
  }

  KubernetesClient client() {
    return client;
  }

  Writes writes() {
    return writes;
  }

  List<KeySite> sites() {
    return sites;
  }

  KeyWitness witness() {
    return witness;
  }

  List<TestServiceAccount> testAccounts() {
    return testAccounts;
  }

  /** Returns a new service account with an unused name. */
  synchronized TestServiceAccount testAccount(KeySite site, String fate) {
    var testAccount =
        new TestServiceAccount(site, "robot-%04d".formatted(testAccounts.size() + 1), fate);
    testAccounts.add(testAccount);
    return testAccount;
  }

  /** Returns the latest state from the watch. */
  Optional<WandbServiceAccount> fromWatch(String namespace, String name) {
    return Optional.ofNullable(resources.getIndexer().getByKey(namespace + "/" + name));
  }

  /** Returns the latest state from the watch. */
  Optional<Secret> secretFromWatch(String namespace, String name) {
    return Optional.ofNullable(secrets.getIndexer().getByKey(namespace + "/" + name));
  }

  /** Returns the Secrets in all namespaces that the operator marked for this owner. */
  Stream<Secret> secretsFromWatch(String owner) {
    return secrets.getIndexer().list().stream()
        .filter(secret -> OwnedSecret.ownerOf(secret).filter(owner::equals).isPresent());
  }

  Chronicle chronicle() {
    return chronicle;
  }

  /** Returns the id of the key with that value. Other values have none. */
  String idOfKey(String value) {
    return sites.stream()
        .flatMap(site -> site.world().keysEverIssued().stream())
        .filter(key -> key.secret().equals(value))
        .map(SandboxWorld.Key::id)
        .findFirst()
        .orElse("-");
  }

  /** Returns the current state from the API server. */
  <R extends HasMetadata> Optional<R> get(Class<R> kind, String namespace, String name) {
    return Optional.ofNullable(client.resources(kind).inNamespace(namespace).withName(name).get());
  }

  /** Returns the name of the resource with that uid. */
  Optional<String> nameOf(String uid) {
    return resources.getIndexer().list().stream()
        .filter(resource -> uid.equals(resource.getMetadata().getUid()))
        .map(resource -> resource.getMetadata().getName())
        .findFirst();
  }

  /** Checks that every current key in a Secret worked at every moment. */
  void assertCurrentKeysAlwaysWorked() {
    assertThat(witness.complaints()).isEmpty();
  }

  /** Checks that no key of a server is anywhere except in the data of Secrets. */
  void assertNoKeyIsReadable() {
    var told = new ClusterText(client).everything();
    outputs.add(process.output());
    for (int number = 1; number <= outputs.size(); number++) {
      told.put("what process " + number + " said", outputs.get(number - 1));
    }
    outputs.removeLast();
    assertThat(told)
        .containsKey("events.k8s.io/v1 events")
        .containsKey("iam.wandb.com/v1alpha1 serviceaccounts");
    var grep =
        new LeakGrep(sites.stream().flatMap(site -> site.secretsEverIssued().stream()).toList());
    assertThat(grep.foundIn(told)).isEmpty();
  }

  @Override
  public void close() {
    process.close();
    witness.close();
    resources.close();
    secrets.close();
    toCluster.close();
    sites.forEach(KeySite::close);
    client.close();
    cluster.close();
  }
}
