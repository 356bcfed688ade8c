package com.wandb.iam.wandb;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and how it is spoken to.
 *
 * @param url the base, which may carry a path
 * @param username the user whose key it is, empty for an organization service account
 * @param trustedCertificates PEM of a private authority, null for the JDK's own
 * @param timeout for one whole call, its answer's body included
 */
public record ConnectionSettings(
    URI url,
    ApiKey key,
    String username,
    @Nullable String trustedCertificates,
    int requestsPerSecond,
    int concurrency,
    Duration timeout) {

  /** The private authority's certificates, where there are any. */
  public Optional<String> authority() {
    return Optional.ofNullable(trustedCertificates);
  }

  @Override
  public String toString() {
    return "ConnectionSettings[" + url + ", key redacted]";
  }
}
