package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.loop.world.QuietCluster;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxLatency;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Several replicas with one active leader, while resources are created continuously. If the leader
 * stops for any reason, another replica takes over; nothing is done twice and nothing is lost.
 */
@Order(3) // It waits long.
@ResourceLock(KubernetesTestServer.QUIET_LOCK)
class ReplicasIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String MANIFESTS =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: default}
      spec: {}
      """;

  private final List<OperatorProcess> replicas = new ArrayList<>();
  private CrashSite site;
  private int accounts;

  @BeforeEach
  void begin() {
    site =
        new CrashSite(
            SandboxOptions.defaults()
                .withVersion(SandboxVersion.V0_83)
                .withLatency(SandboxLatency.between(Duration.ofMillis(20), Duration.ofMillis(200))),
            QuietCluster.shared().server());
    site.create(MANIFESTS);
  }

  @AfterEach
  void end() {
    replicas.forEach(OperatorProcess::close);
    LeftOvers.remove(site.client());
    site.close();
  }

  private OperatorProcess start(String name) {
    var replica = site.startReplica(name);
    replicas.add(replica);
    return replica;
  }

  /** Declares so many resources that the leader stops in the middle of several. */
  private void declare(int number) {
    for (int one = 0; one < number; one++) {
      accounts++;
      site.create(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: ServiceAccount
          metadata: {name: account-%03d, namespace: default}
          spec: {teamRef: {name: vision}}
          """
              .formatted(accounts));
    }
  }

  private void await(String what, Duration patience, Callable<Boolean> reached) {
    try {
      Awaitility.await(what).atMost(patience).pollInterval(Duration.ofMillis(20)).until(reached);
    } catch (ConditionTimeoutException late) {
      var said = new StringBuilder();
      replicas.forEach(replica -> said.append(replica.output()).append("\n---\n"));
      throw new AssertionError(what + "\n" + said, late);
    }
  }

  private boolean worksSince(long mark, String replica) {
    return sentSince(mark, replica).findAny().isPresent();
  }

  private Stream<SandboxJournal.Entry> sentSince(long mark, String replica) {
    return site.sandbox().journal().since(mark).stream()
        .filter(entry -> entry.client().contains("(" + replica + ")"));
  }

  private long writesSince(long mark, String replica) {
    return sentSince(mark, replica).filter(SandboxJournal.Entry::isWrite).count();
  }

  private LeaseSpec lease() {
    return site.client()
        .leases()
        .inNamespace(OperatorUnderTest.NAMESPACE)
        .withName("wandb-iam-operator")
        .require()
        .getSpec();
  }

  private void awaitAllReady() {
    await("all are ready", PATIENCE, () -> all().stream().allMatch(CrashSite::isReady));
  }

  private List<WandbServiceAccount> all() {
    return site.client()
        .resources(WandbServiceAccount.class)
        .inNamespace("default")
        .list()
        .getItems();
  }

  private void assertNothingIsLostOrDuplicated() {
    var world = site.sandbox().world();
    var made =
        world.serviceAccounts("vision").stream()
            .filter(account -> account.username().startsWith("account-"))
            .toList();
    assertThat(made).hasSize(accounts);
    assertThat(made)
        .extracting(SandboxWorld.User::id)
        .containsExactlyInAnyOrderElementsOf(
            all().stream().map(account -> account.getStatus().id()).toList());
    assertThat(made).allSatisfy(account -> assertThat(world.liveKeys(account.id())).hasSize(1));
    assertThat(site.secretValues("default"))
        .containsAll(
            made.stream()
                .flatMap(account -> world.liveKeys(account.id()).stream())
                .map(SandboxWorld.Key::secret)
                .toList());
  }

  @Test
  void paused_leader_writes_nothing_after_it_resumes() {
    var paused = start("first");
    await("the first replica writes", PATIENCE, () -> worksSince(0, "first"));
    start("second");
    declare(40);
    await("it writes the declared resources", PATIENCE, () -> writesSince(0, "first") >= 15);
    long mark = site.sandbox().journal().mark();
    paused.pause();
    await("another replica takes over", PATIENCE, () -> worksSince(mark, "second"));
    awaitAllReady();
    var before = versions();
    long after = site.sandbox().journal().mark();

    paused.resume();
    await("the paused replica ends", PATIENCE, () -> !paused.isAlive());
    assertThat(sentSince(after, "first")).isEmpty();
    assertThat(versions()).isEqualTo(before);
    assertNothingIsLostOrDuplicated();
  }

  /**
   * Returns the versions of the resources. A write changes them, and the next leader has nothing to
   * write.
   */
  private Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    KubernetesClient client = site.client();
    Stream.concat(
            all().stream(), client.secrets().inNamespace("default").list().getItems().stream())
        .map(HasMetadata.class::cast)
        .forEach(
            one ->
                versions.put(
                    one.getKind() + " " + one.getMetadata().getName(),
                    one.getMetadata().getResourceVersion()));
    return versions;
  }

  @Test
  void killed_or_stopped_leader_is_replaced() {
    var first = start("first");
    await("the first replica writes", PATIENCE, () -> worksSince(0, "first"));
    var second = start("second");
    declare(30);
    await("it writes the declared resources", PATIENCE, () -> writesSince(0, "first") >= 10);
    long killed = site.sandbox().journal().mark();
    first.kill();
    await("another replica takes over", PATIENCE, () -> worksSince(killed, "second"));

    awaitAllReady();
    start("third");
    long more = site.sandbox().journal().mark();
    declare(30);
    await("it writes the declared resources", PATIENCE, () -> writesSince(more, "second") >= 10);
    var held = new AtomicReference<>(lease());
    second.stop();
    await(
        "it ends",
        PATIENCE,
        () -> {
          var now = lease();
          if ("second".equals(now.getHolderIdentity())) {
            held.set(now);
          }
          return !second.isAlive();
        });
    long stopped = site.sandbox().journal().mark();
    await("another replica takes over", PATIENCE, () -> worksSince(stopped, "third"));
    assertThat(lease().getHolderIdentity()).isEqualTo("third");
    // It did not wait until the lease expired: the second replica released it.
    assertThat(lease().getAcquireTime())
        .isBefore(held.get().getRenewTime().plusSeconds(held.get().getLeaseDurationSeconds()));
    declare(10);
    awaitAllReady();
    assertNothingIsLostOrDuplicated();
  }
}
