package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.KEY;
import static com.wandb.iam.storage.check.PreflightRun.assertUnreachable;
import static com.wandb.iam.storage.check.PreflightRun.finding;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.within;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Bucket checks of peers that are not stores, or that refuse the requests. */
class OddPeerIT {
  /** For checks that must be fast, even on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private final BucketPreflight preflight = new BucketPreflight();

  @AfterEach
  void stop() {
    preflight.close();
  }

  private List<BucketCheckResult> look(String endpoint) {
    return preflight.check(within(LONG, full(minio(endpoint, "bucket"), KEY)));
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
