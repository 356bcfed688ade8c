package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.rootOf;
import static com.wandb.iam.storage.check.PreflightRun.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.stores.S3TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Checks that a bucket check leaves nothing in a bucket, for every request that the store does not
 * answer.
 */
@Order(2) // It waits long.
@Execution(ExecutionMode.CONCURRENT)
class LostAnswersIT {
  /** A fifth of it is for the removal of the probe, which must suffice on a busy machine too. */
  private static final Duration TIMEOUT = Duration.ofSeconds(12);

  private static S3TestServer store;
  private static BucketPreflight preflight;

  @BeforeAll
  static void start() {
    store = S3TestServer.shared();
    preflight = new BucketPreflight();
    preflight.check(full(minio(store.endpoint(), "warm-up"), rootOf(store)));
  }

  @AfterAll
  static void stop() {
    preflight.close();
  }

  /** Starts a proxy that forwards these requests and drops their answers. */
  private static OddPeer losing(Predicate<String> lost) {
    return OddPeer.that(
        connection -> {
          var head = new StringBuilder();
          var input = connection.getInputStream();
          while (head.indexOf("\r\n\r\n") < 0) {
            int one = input.read();
            if (one < 0) {
              return;
            }
            head.append((char) one);
          }
          try (var upstream = new Socket(InetAddress.getLoopbackAddress(), store.port())) {
            upstream.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            var body = Thread.ofVirtual().start(() -> pass(connection, upstream));
            var answers =
                lost.test(head.substring(0, head.indexOf("\r\n")))
                    ? OutputStream.nullOutputStream()
                    : connection.getOutputStream();
            upstream.getInputStream().transferTo(answers);
            if (answers != connection.getOutputStream()) {
              body.join();
            }
          }
        });
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // One side closed the connection.
    }
  }

  private static void assertNothingRemains(
      String bucket, Predicate<String> lost, BucketCheckName check) {
    store.createBucket(bucket);
    try (var relay = losing(lost)) {
      long begun = System.nanoTime();
      var findings =
          preflight.check(within(TIMEOUT, full(minio(relay.endpoint(), bucket), rootOf(store))));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.plusSeconds(2));
      var found = finding(findings, check);
      assertThat(found.verdict()).isEqualTo(BucketVerdict.Unknown);
      assertThat(found.message()).isEqualTo("No answer within 12 s.");
    }
    assertThat(store.objects(bucket)).isEmpty();
    assertThat(store.uploads(bucket)).isEmpty();
  }

  @Test
  void the_probe_is_removed_when_the_answer_to_its_writing_is_lost() {
    assertNothingRemains("lost-put", line -> line.startsWith("PUT "), BucketCheckName.WriteProbe);
  }

  @Test
  void the_probe_is_removed_when_it_cannot_be_read() {
    assertNothingRemains(
        "lost-get",
        line -> line.startsWith("GET ") && line.contains("/" + ProbeNames.PREFIX),
        BucketCheckName.WriteProbe);
  }

  @Test
  void lost_write_answer_leaves_no_probe_version() {
    store.createBucket("lost-version");
    store.enableVersioning("lost-version");
    try (var relay = losing(line -> line.startsWith("PUT "))) {
      preflight.check(
          within(TIMEOUT, full(minio(relay.endpoint(), "lost-version"), rootOf(store))));
    }
    assertThat(store.objects("lost-version")).isEmpty();
  }

  @Test
  void the_upload_is_aborted_when_the_answer_to_its_start_is_lost() {
    assertNothingRemains(
        "lost-upload", line -> line.startsWith("POST "), BucketCheckName.Multipart);
  }

  @Test
  void interrupted_check_removes_its_probe() throws Exception {
    store.createBucket("interrupted");
    var lost = new AtomicInteger();
    try (var relay = losing(line -> line.startsWith("PUT ") && lost.incrementAndGet() > 0)) {
      var request = full(minio(relay.endpoint(), "interrupted"), rootOf(store));
      var caller = Thread.ofPlatform().start(() -> preflight.check(request));
      await().until(() -> store.objects("interrupted").size() == 1);
      caller.interrupt();
      assertThat(caller.join(TIMEOUT)).isTrue();
    }
    assertThat(store.objects("interrupted")).isEmpty();
  }

  @Test
  void unremovable_probe_is_reported_by_name() {
    store.createBucket("undeletable");
    var deletions = new AtomicInteger();
    try (var relay =
        losing(
            line ->
                line.startsWith("DELETE ")
                    && line.contains(ProbeNames.PREFIX)
                    && deletions.incrementAndGet() > 1)) {
      var write =
          finding(
              preflight.check(
                  within(TIMEOUT, full(minio(relay.endpoint(), "undeletable"), rootOf(store)))),
              BucketCheckName.WriteProbe);
      assertThat(write.verdict()).isEqualTo(BucketVerdict.Failed);
      assertThat(write.message()).contains("Delete teams/vision/" + ProbeNames.PREFIX);
    }
  }
}
