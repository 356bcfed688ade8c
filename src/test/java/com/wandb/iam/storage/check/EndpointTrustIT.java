package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.PreflightRun.KEY;
import static com.wandb.iam.storage.check.PreflightRun.assertUnreachable;
import static com.wandb.iam.storage.check.PreflightRun.full;
import static com.wandb.iam.storage.check.PreflightRun.minio;
import static com.wandb.iam.storage.check.PreflightRun.trusting;
import static com.wandb.iam.storage.check.PreflightRun.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.stores.TestCertificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bucket checks of endpoints by their host name, address and certificate. */
class EndpointTrustIT {
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
  void bundle_without_a_certificate_is_reported() {
    try (var peer = OddPeer.silent()) {
      var request = within(LONG, full(minio(peer.endpoint(), "bucket"), KEY));
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
}
