package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.KEY;
import static com.wandb.iam.storage.check.PreflightRun.assertUnreachable;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.storage.PublicEndpoints;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ends of bucket checks that get no answer: a timeout, an interrupt, or the close of all checks.
 */
class UnansweredCheckIT {
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Set<String> OF_THE_TEST =
      Set.of("ForkJoinPool", "VirtualThread", "awaitility", "process reaper");

  private final BucketPreflight preflight = new BucketPreflight();

  /** Loads the classes of the client before the first measurement. */
  @BeforeAll
  static void warmUp() {
    try (var peer = OddPeer.answering("HTTP/1.1 404 Not Found", "");
        var preflight = new BucketPreflight()) {
      preflight.check(full(minio(peer.endpoint(), "bucket"), KEY));
    }
  }

  @AfterEach
  void stop() {
    preflight.close();
  }

  /**
   * Returns the platform threads, without short-lived ones of the JDK and of this test. These are
   * the threads of the whole JVM, so no other test may run at the same time.
   */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> OF_THE_TEST.stream().noneMatch(name::startsWith))
        .collect(Collectors.toSet());
  }

  @Test
  @Tag("alone")
  void silent_peer_costs_one_timeout_and_leaves_no_thread() {
    try (var peer = OddPeer.silent()) {
      assertEndsInTime(peer);
    }
  }

  @Test
  @Tag("alone")
  void endless_answer_costs_one_timeout() {
    try (var peer = OddPeer.dripping()) {
      assertEndsInTime(peer);
    }
  }

  @Test
  @Tag("alone")
  void endless_headers_cost_one_timeout() {
    try (var peer =
        OddPeer.that(
            connection -> {
              OddPeer.readHead(connection);
              OddPeer.send(connection, "HTTP/1.1 200 OK\r\n");
              for (int i = 0; ; i++) {
                OddPeer.send(connection, "X-" + i + ": y\r\n");
                // Slow, so that the headers never end and never are too long.
                Thread.sleep(50);
              }
            })) {
      assertEndsInTime(peer);
    }
  }

  private void assertEndsInTime(OddPeer peer) {
    var before = threads();
    long begun = System.nanoTime();

    var findings = preflight.check(within(SHORT, full(minio(peer.endpoint(), "bucket"), KEY)));

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(SHORT.minusMillis(50), SHORT.plusSeconds(2));
    // The interrupted request may report its error before the check reports its timeout.
    var reachable = String.valueOf(finding(findings, BucketCheckName.EndpointReachable).message());
    assertUnreachable(
        findings,
        reachable.startsWith("The store did not answer in time.")
            ? "The store did not answer in time."
            : "No answer within 1 s.");
    // All connections end, so no thread of the client still reads.
    await().atMost(Duration.ofSeconds(5)).until(() -> peer.open() == 0);
    assertThat(threads()).isSubsetOf(before);
  }

  @Test
  void hanging_name_lookup_costs_one_timeout() {
    try (var preflight =
        new BucketPreflight(
            PublicEndpoints.REAL,
            host -> {
              try {
                // Plays a name server that does not answer before the timeout.
                Thread.sleep(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException();
            },
            InstantSource.system())) {
      long begun = System.nanoTime();
      assertUnreachable(
          preflight.check(within(SHORT, full(minio("store.example", "bucket"), KEY))),
          "No answer within 1 s.");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SHORT.plusSeconds(2));
    }
  }

  @Test
  void interrupt_ends_a_check_and_stays_set() throws Exception {
    try (var peer = OddPeer.silent()) {
      var found = new AtomicReference<List<BucketCheckResult>>();
      var interrupted = new AtomicReference<Boolean>();
      var caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    found.set(preflight.check(full(minio(peer.endpoint(), "bucket"), KEY)));
                    interrupted.set(Thread.currentThread().isInterrupted());
                  });
      await().until(() -> peer.open() == 1);
      caller.interrupt();
      assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
      assertThat(found.get())
          .hasSameSizeAs(BucketCheckName.values())
          .allSatisfy(
              one -> {
                assertThat(one.verdict()).isEqualTo(BucketVerdict.Unknown);
                assertThat(one.message()).isEqualTo("The check was interrupted.");
              });
      assertThat(interrupted.get()).isTrue();
      await().until(() -> peer.open() == 0);
    }
  }

  @Test
  void close_ends_running_checks_and_refuses_new_ones() throws Exception {
    try (var peer = OddPeer.silent()) {
      var request = full(minio(peer.endpoint(), "bucket"), KEY);
      var caller = Thread.ofPlatform().start(() -> preflight.check(request));
      await().until(() -> peer.open() == 1);
      preflight.close();
      assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
      assertThatThrownBy(() -> preflight.check(request)).isInstanceOf(IllegalStateException.class);
    }
  }
}
