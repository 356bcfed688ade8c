package com.wandb.iam.wandb;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the connection to a W&amp;B server.
 *
 * @param url the base URL, which may contain a path
 * @param username the user that the key belongs to, empty for an organization service account
 * @param trustedCertificates certificates of a private certificate authority in PEM form, or null
 *     for the JDK's own
 * @param timeout of a whole call, including the body of the answer
 */
public record ConnectionSettings(
    URI url,
    ApiKey key,
    String username,
    @Nullable String trustedCertificates,
    int requestsPerSecond,
    int concurrency,
    Duration timeout) {

  /** Returns the certificates of the private certificate authority, if there is one. */
  public Optional<String> authority() {
    return Optional.ofNullable(trustedCertificates);
  }

  @Override
  public String toString() {
    return "ConnectionSettings[" + url + ", key redacted]";
  }
}
