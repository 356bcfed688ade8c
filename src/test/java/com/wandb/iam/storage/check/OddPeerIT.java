package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.assertRestSkipped;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.trusting;
import static com.wandb.iam.storage.check.PreflightRun.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.stores.TestCertificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Bucket checks of peers that are not stores, or that refuse the requests. */
class OddPeerIT {
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** For checks that must be fast, even on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private static final BucketCredentials KEY = new BucketCredentials.AccessKey("key", "hidden");

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

  private List<BucketCheckResult> look(String endpoint) {
    return preflight.check(within(LONG, full(minio(endpoint, "bucket"), KEY)));
  }

  private static void assertUnreachable(List<BucketCheckResult> findings, String message) {
    assertThat(findings)
        .extracting(BucketCheckResult::name)
        .containsExactly(BucketCheckName.values());
    var reachable = finding(findings, BucketCheckName.EndpointReachable);
    assertThat(reachable.verdict()).isEqualTo(BucketVerdict.Failed);
    assertThat(reachable.message()).startsWith(message);
    assertRestSkipped(findings, BucketCheckName.EndpointReachable);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/html",
        "HTTP/1.1 200 OK\r\nContent-Type: application/xml",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html"
      })
  void web_page_instead_of_a_store_is_reported(String head) {
    try (var peer = OddPeer.answering(head, "<html><body>some text</body></html>")) {
      assertUnreachable(look(peer.endpoint()), "The endpoint does not support S3");
    }
  }

  @Test
  void non_http_peer_is_reported() {
    try (var peer =
        OddPeer.that(connection -> OddPeer.send(connection, "220 mail.example.com ESMTP\r\n"))) {
      assertUnreachable(look(peer.endpoint()), "The endpoint does not support S3");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void redirects_are_not_followed(int status) {
    try (var target = OddPeer.silent();
        var peer =
            OddPeer.answering(
                "HTTP/1.1 " + status + " Elsewhere\r\nLocation: http://" + target.endpoint() + "/",
                "")) {
      assertUnreachable(look(peer.endpoint()), "The endpoint redirects");
      assertThat(target.connections()).isZero();
    }
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
  void endless_answer_is_read_only_as_far_as_needed() {
    var megabyte = " ".repeat(1024 * 1024);
    try (var peer =
        OddPeer.that(
            connection -> {
              OddPeer.readHead(connection);
              OddPeer.send(connection, "HTTP/1.1 200 OK\r\n\r\n<?xml version=\"1.0\"?>");
              while (true) {
                OddPeer.send(connection, megabyte);
              }
            })) {
      assertUnreachable(look(peer.endpoint()), "The answer is too long");
    }
  }

  @Test
  void endless_header_is_read_only_as_far_as_needed() {
    try (var peer =
        OddPeer.that(
            connection -> {
              OddPeer.readHead(connection);
              OddPeer.send(connection, "HTTP/1.1 200 OK\r\nX-Long: ");
              while (true) {
                OddPeer.send(connection, "x".repeat(64 * 1024));
              }
            })) {
      assertUnreachable(look(peer.endpoint()), "");
    }
  }

  @Test
  void refused_connection_is_reported() {
    String endpoint;
    try (var peer = OddPeer.silent()) {
      endpoint = peer.endpoint();
    }
    assertUnreachable(look(endpoint), "The endpoint accepts no connection");
  }

  @Test
  void unknown_host_is_reported() {
    try (var preflight =
        new BucketPreflight(
            PublicEndpoints.REAL,
            host -> {
              throw new UnknownHostException();
            },
            InstantSource.system())) {
      assertUnreachable(
          preflight.check(within(LONG, full(minio("store.example", "bucket"), KEY))),
          "The host name of the endpoint cannot be resolved");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.169.254:80",
        "0.0.0.0:9000",
        "[fe80::1]:9000",
        "[fd00:ec2::254]",
        "[::ffff:169.254.169.254]"
      })
  void metadata_service_addresses_are_not_contacted(String endpoint) {
    assertUnreachable(look(endpoint), "The endpoint is an address that no bucket has");
  }

  @Test
  void host_name_is_resolved_once_before_connecting() {
    var asked = new CopyOnWriteArrayList<String>();
    try (var peer = OddPeer.answering("HTTP/1.1 200 OK", "<html/>");
        var preflight =
            new BucketPreflight(
                PublicEndpoints.REAL,
                host -> {
                  asked.add(host);
                  return List.of(
                      asked.size() == 1
                          ? InetAddress.getLoopbackAddress()
                          : InetAddress.ofLiteral("169.254.169.254"));
                },
                InstantSource.system())) {
      int port = Integer.parseInt(peer.endpoint().split(":")[1]);
      assertUnreachable(
          preflight.check(within(LONG, full(minio("store.example:" + port, "bucket"), KEY))),
          "The endpoint does not support S3");
      assertThat(asked).containsExactly("store.example");
      assertThat(peer.connections()).isPositive();
    }
  }

  @Test
  void hanging_name_lookup_costs_one_timeout() {
    try (var preflight =
        new BucketPreflight(
            PublicEndpoints.REAL,
            host -> {
              try {
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
  void bundle_without_a_certificate_is_reported() {
    try (var peer = OddPeer.silent()) {
      var request = within(SHORT, full(minio(peer.endpoint(), "bucket"), KEY));
      for (var bundle : List.of("", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END")) {
        assertUnreachable(
            preflight.check(trusting(bundle, request)), "The bundle in spec.tls.caBundleRef");
      }
      assertThat(peer.connections()).isZero();
    }
  }

  @Test
  void authority_outside_the_bundle_is_not_trusted() throws Exception {
    var own = TestCertificate.ofLoopback();
    try (var peer = TlsPeer.with(own)) {
      var location =
          new BucketLocation(
              BucketProvider.MINIO, "bucket", null, "us-east-1", peer.endpoint(), true, null);
      var request = within(LONG, full(location, KEY));
      assertUnreachable(
          preflight.check(trusting(TestCertificate.ofLoopback().certificatePem(), request)),
          "The certificate is not signed by a trusted authority");
      assertUnreachable(
          preflight.check(trusting(own.certificatePem(), request)),
          "The endpoint does not support S3");
    }
  }

  @Test
  void certificate_for_another_host_is_reported() throws Exception {
    var other = TestCertificate.of("dns:store.example.com");
    try (var peer = TlsPeer.with(other)) {
      var location =
          new BucketLocation(
              BucketProvider.MINIO, "bucket", null, "us-east-1", peer.endpoint(), true, null);
      assertUnreachable(
          preflight.check(trusting(other.certificatePem(), within(LONG, full(location, KEY)))),
          "The certificate is for another host name");
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

  @Test
  void failing_store_is_unknown_and_not_failed() {
    try (var peer =
        OddPeer.answering(
            "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml",
            "<Error><Code>SlowDown</Code><Message>text</Message></Error>")) {
      var findings = look(peer.endpoint());
      assertThat(findings)
          .extracting(BucketCheckResult::verdict)
          .doesNotContain(BucketVerdict.Failed);
      assertThat(finding(findings, BucketCheckName.BucketExists).verdict())
          .isEqualTo(BucketVerdict.Unknown);
    }
  }

  @Test
  void text_of_a_peer_is_in_no_result_and_no_log() {
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    root.addAppender(events);
    try {
      for (var head :
          List.of(
              "HTTP/1.1 200 sentence\r\nX-Header: sentence\r\nSet-Cookie: sentence; expires=x",
              "HTTP/1.1 403 sentence\r\nContent-Type: application/xml",
              "HTTP/1.1 500 sentence\r\nContent-Type: application/xml",
              "HTTP/1.1 301 sentence\r\nx-amz-bucket-region: a sentence\r\nLocation: sentence",
              "HTTP/1.1 999 sentence",
              "sentence")) {
        for (var body :
            List.of(
                "<Error><Code>AccessDenied</Code><Message>sentence</Message></Error>",
                "<Error><Code>sentence</Code><Region>a sentence</Region></Error>",
                "<ListBucketResult><Name>sentence</Name><MaxKeys>sentence</MaxKeys></ListBucketResult>",
                "<ListBucketResult><Name>bucket</Name><sentence")) {
          try (var peer = OddPeer.answering(head, body)) {
            assertThat(look(peer.endpoint()).toString()).doesNotContain("sentence", "hidden");
          }
        }
      }
    } finally {
      root.detachAppender(events);
    }
    assertThat(events.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                    .doesNotContain("sentence", "hidden"));
  }
}
