package com.wandb.iam.storage.store;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.AddDatePolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Configuration;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobCorsRule;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.StorageSharedKeyCredentialPolicy;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of containers of an Azure storage account. */
public final class AzureStore implements BucketStore {
  private static final Logger LOG = LoggerFactory.getLogger(AzureStore.class);
  private static final String ACCOUNT_KEY = "$account-encryption-key";

  private static final Set<BlobErrorCode> KEY_ERRORS =
      Set.of(
          BlobErrorCode.AUTHENTICATION_FAILED,
          BlobErrorCode.INVALID_AUTHENTICATION_INFO,
          BlobErrorCode.ACCOUNT_IS_DISABLED);

  private final BucketLocation location;
  private final BlobServiceClient service;
  private final BlobContainerClient container;
  private final StoreHttp http;
  private final boolean anonymous;

  public AzureStore(
      BucketLocation location,
      BucketCredentials credentials,
      PublicEndpoints endpoints,
      StoreHttp http) {
    var account = Objects.requireNonNull(location.storageAccount());
    this.location = location;
    this.http = http;
    this.anonymous = !(credentials instanceof BucketCredentials.AzureKey);
    // Because the default pipeline retries requests and starts threads.
    var policies = new ArrayList<HttpPipelinePolicy>();
    policies.add(new AddDatePolicy());
    if (credentials instanceof BucketCredentials.AzureKey(var key)) {
      policies.add(
          new StorageSharedKeyCredentialPolicy(new StorageSharedKeyCredential(account, key)));
    }
    this.service =
        new BlobServiceClientBuilder()
            .endpoint(endpoints.azureOf(account, location.region()))
            .configuration(Configuration.NONE)
            .pipeline(
                new HttpPipelineBuilder()
                    .httpClient(new AzureHttp(http))
                    .policies(policies.toArray(HttpPipelinePolicy[]::new))
                    .build())
            .buildClient();
    this.container = service.getBlobContainerClient(location.bucket());
  }

  @Override
  public void list() throws StoreException {
    ask(() -> page(new ListBlobsOptions().setPrefix(location.under("")).setMaxResultsPerPage(1)));
  }

  private List<BlobItem> page(ListBlobsOptions options) {
    return container.listBlobs(options, null).iterableByPage().iterator().next().getValue();
  }

  /** Returns nothing, because only the account has a region, and its API does not report it. */
  @Override
  public Optional<String> region() {
    return Optional.empty();
  }

  @Override
  public boolean keepsVersions() throws StoreException {
    // Because an account's key cannot read this setting of the account.
    throw new StoreException(Reason.NOT_OFFERED);
  }

  @Override
  public void tryDeleting(String name) {
    // Because an account's key has all permissions for its blobs.
  }

  @Override
  public void write(String name, byte[] content) throws StoreException {
    ask(
        () -> {
          container.getBlobClient(name).upload(BinaryData.fromBytes(content), true);
          return true;
        });
  }

  @Override
  public byte[] read(String name) throws StoreException {
    return ask(() -> container.getBlobClient(name).downloadContent().toBytes());
  }

  @Override
  public void delete(String name) throws StoreException {
    deleteAll(name, one -> one.getName().equals(name));
  }

  @Override
  public void deleteOlder(String beginning, Instant before) throws StoreException {
    deleteAll(beginning, one -> one.getProperties().getLastModified().toInstant().isBefore(before));
  }

  /** Deletes the versions after the blobs, because deleting a blob may create a version. */
  private void deleteAll(String beginning, Predicate<BlobItem> wanted) throws StoreException {
    for (var blob : ask(() -> page(new ListBlobsOptions().setPrefix(beginning)))) {
      if (wanted.test(blob)) {
        ask(() -> delete(blob.getName(), null));
      }
    }
    var details = new BlobListDetails().setRetrieveVersions(true);
    for (var version :
        ask(() -> page(new ListBlobsOptions().setPrefix(beginning).setDetails(details)))) {
      if (version.getVersionId() != null && wanted.test(version)) {
        ask(() -> delete(version.getName(), version.getVersionId()));
      }
    }
  }

  private boolean delete(String name, @Nullable String version) {
    var blob = container.getBlobClient(name);
    return version == null
        ? blob.deleteIfExistsWithResponse(
                DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE)
            .getValue()
        : blob.getVersionClient(version).deleteIfExists();
  }

  @Override
  public void tryAborting(String name) throws StoreException {
    throw new StoreException(Reason.NOT_OFFERED);
  }

  /** Not offered, because W&amp;B uploads to Azure in a single request. */
  @Override
  public String startUpload(String name) throws StoreException {
    throw new StoreException(Reason.NOT_OFFERED);
  }

  @Override
  public void abortUpload(String name, String upload) throws StoreException {
    throw new StoreException(Reason.NOT_OFFERED);
  }

  @Override
  public List<String> uploads(String name) {
    return List.of();
  }

  @Override
  public Optional<BucketEncryption> encryption() throws StoreException {
    var scope = ask(() -> container.getProperties().getDefaultEncryptionScope());
    return Optional.of(
        new BucketEncryption(scope == null || scope.equals(ACCOUNT_KEY) ? null : scope));
  }

  @Override
  public List<CorsRule> cors() throws StoreException {
    var found = ask(() -> service.getProperties().getCors());
    return Objects.requireNonNullElse(found, List.<BlobCorsRule>of()).stream()
        .map(AzureStore::rule)
        .toList();
  }

  private static CorsRule rule(BlobCorsRule found) {
    return new CorsRule(
        parts(found.getAllowedMethods()),
        parts(found.getAllowedOrigins()),
        parts(found.getAllowedHeaders()),
        parts(found.getExposedHeaders()),
        found.getMaxAgeInSeconds());
  }

  private static List<String> parts(@Nullable String listed) {
    return listed == null
        ? List.of()
        : Arrays.stream(listed.split(",", -1)).map(String::strip).toList();
  }

  private <T extends @Nullable Object> T ask(Supplier<T> question) throws StoreException {
    try {
      return question.get();
    } catch (BlobStorageException answer) {
      throw new StoreException(reason(answer));
    } catch (HttpResponseException answer) {
      throw new StoreException(byStatus(answer.getResponse().getStatusCode()));
    } catch (RuntimeException failure) {
      throw new StoreException(reason(failure));
    }
  }

  private Reason reason(BlobStorageException answer) {
    var code = answer.getErrorCode();
    if (code == null) {
      return byStatus(answer.getStatusCode());
    }
    if (KEY_ERRORS.contains(code)) {
      return anonymous ? Reason.FORBIDDEN : Reason.KEY_UNKNOWN;
    }
    if (code.equals(BlobErrorCode.CONTAINER_NOT_FOUND)
        || code.equals(BlobErrorCode.CONTAINER_BEING_DELETED)) {
      return Reason.NO_BUCKET;
    }
    if (code.equals(BlobErrorCode.BLOB_NOT_FOUND)) {
      return Reason.NOT_FOUND;
    }
    return switch (answer.getStatusCode()) {
      // Because Azure does not report to unauthorized clients whether a container exists.
      case 401, 404, 409 -> anonymous ? Reason.FORBIDDEN : Reason.REFUSED;
      // Because the key of an account has all permissions, so no permission can be missing.
      case 403 -> anonymous ? Reason.FORBIDDEN : Reason.KEY_OR_NETWORK_REFUSED;
      case 405, 501 -> Reason.NOT_OFFERED;
      case 429 -> Reason.OVERLOADED;
      default -> answer.getStatusCode() >= 500 ? Reason.OVERLOADED : Reason.REFUSED;
    };
  }

  /** An answer without an error code of Azure is not from Azure. */
  private static Reason byStatus(int status) {
    return status >= 300 && status < 400
        ? Reason.REDIRECTED
        : status >= 500 ? Reason.OVERLOADED : Reason.NOT_THE_PROVIDER;
  }

  private static Reason reason(RuntimeException failure) {
    LOG.debug("No readable answer from the store: error={}", failure.getClass().getName());
    var reason = ReachFailures.reason(failure);
    return reason.filter(one -> one == Reason.HOST_UNKNOWN).isPresent()
        ? Reason.NO_ACCOUNT
        : reason.orElse(Reason.NOT_THE_PROVIDER);
  }

  @Override
  public void close() {
    http.close();
  }
}
