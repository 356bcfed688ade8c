package com.wandb.iam.storage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where providers have their public services. A bucket cannot change them; tests do.
 *
 * @param aws the base URL; null for AWS's own of the bucket's region
 * @param google the base URL of the storage service
 * @param googleTokens where a service account's key is exchanged for a token
 * @param azure the base URL of an account's blobs, with {@code {account}} in it; null for Azure's
 *     own of the account's cloud
 */
public record PublicEndpoints(
    @Nullable URI aws, URI coreWeave, URI google, URI googleTokens, @Nullable String azure) {
  private static final String ACCOUNT = "{account}";

  /** The real ones. */
  public static final PublicEndpoints REAL =
      new PublicEndpoints(
          null,
          URI.create("https://cwobject.com"),
          URI.create("https://storage.googleapis.com/"),
          URI.create("https://oauth2.googleapis.com/token"),
          null);

  /** The public service of AWS for a region. */
  public URI awsOf(@Nullable String region) {
    return aws == null ? URI.create("https://" + AwsHost.of(region)) : aws;
  }

  /** The blobs of an account. */
  public String azureOf(String account, @Nullable String region) {
    return azure == null
        ? "https://" + AzureHost.of(account, region)
        : azure.replace(ACCOUNT, account);
  }
}
