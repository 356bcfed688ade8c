package com.wandb.iam.storage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The public endpoints of providers. Only tests change them; a StorageConnector cannot.
 *
 * @param aws the base URL; null for the public endpoint of the bucket's region
 * @param google the base URL of the storage service
 * @param googleTokens the URL that exchanges a service account's key for a token
 * @param azure the base URL of an account's blobs with the placeholder {@code {account}}; null for
 *     the public endpoint of the account's cloud
 */
public record PublicEndpoints(
    @Nullable URI aws, URI coreWeave, URI google, URI googleTokens, @Nullable String azure) {
  private static final String ACCOUNT = "{account}";

  /** The endpoints for production. */
  public static final PublicEndpoints REAL =
      new PublicEndpoints(
          null,
          URI.create("https://cwobject.com"),
          URI.create("https://storage.googleapis.com/"),
          URI.create("https://oauth2.googleapis.com/token"),
          null);

  /** Returns the public endpoint of AWS for a region. */
  public URI awsOf(@Nullable String region) {
    return aws == null ? URI.create("https://" + AwsHost.of(region)) : aws;
  }

  /** Returns the base URL of an account's blobs. */
  public String azureOf(String account, @Nullable String region) {
    return azure == null
        ? "https://" + AzureHost.of(account, region)
        : azure.replace(ACCOUNT, account);
  }
}
