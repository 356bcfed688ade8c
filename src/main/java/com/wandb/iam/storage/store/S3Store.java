package com.wandb.iam.storage.store;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The client of buckets of AWS, CoreWeave and of any store with the S3 protocol. */
public final class S3Store implements BucketStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  /** The former name of eu-west-1 in answers. */
  private static final String OLD_EUROPE = "EU";

  /** An id that no store gives to an upload. */
  private static final String NO_UPLOAD = "none";

  /** The version of objects that were written without versions. */
  private static final String UNVERSIONED = "null";

  private final BucketLocation location;
  private final S3Client client;
  private final StoreHttp http;
  private final S3Http sdkHttp;
  private final String bucket;

  /** True until the store reports that it keeps no versions. */
  private boolean versioned = true;

  /**
   * @param region the region to sign for, and for AWS itself the region of the endpoint
   */
  public S3Store(
      BucketLocation location,
      BucketCredentials credentials,
      @Nullable String region,
      PublicEndpoints endpoints,
      StoreHttp http) {
    this.location = location;
    this.bucket = location.bucket();
    this.http = http;
    this.sdkHttp = new S3Http(http);
    this.client = S3Clients.create(location, credentials, region, endpoints, sdkHttp);
  }

  @Override
  public void list() throws StoreException {
    var found =
        ask(
            () ->
                client.listObjectsV2(
                    request -> request.bucket(bucket).prefix(location.under("")).maxKeys(1)));
    // Because any well-formed page is parsed as an answer without content.
    if (!bucket.equals(found.name())) {
      throw new StoreException(Reason.NOT_THE_PROTOCOL);
    }
  }

  @Override
  public Optional<String> region() throws StoreException {
    var seen = sdkHttp.region();
    if (seen.isPresent()) {
      return seen;
    }
    var found =
        ask(() -> client.getBucketLocation(request -> request.bucket(bucket)))
            .locationConstraintAsString();
    if (found == null || found.isEmpty()) {
      // AWS reports its first region in this way; other stores do not report the region.
      return location.provider() == BucketProvider.AWS
          ? Optional.of(S3Clients.FIRST_REGION)
          : Optional.empty();
    }
    return Optional.of(found.equals(OLD_EUROPE) ? "eu-west-1" : found);
  }

  @Override
  public boolean keepsVersions() throws StoreException {
    try {
      var status =
          ask(() -> client.getBucketVersioning(request -> request.bucket(bucket))).status();
      // Suspended too, because earlier versions and delete markers stay.
      versioned =
          status == BucketVersioningStatus.ENABLED || status == BucketVersioningStatus.SUSPENDED;
      return versioned;
    } catch (StoreException refused) {
      // A store without this request keeps no versions.
      versioned = refused.reason() != Reason.NOT_OFFERED;
      throw refused;
    }
  }

  @Override
  public void tryDeleting(String name) throws StoreException {
    try {
      if (versioned) {
        versions(name, one -> true);
      }
      // With a version, because a bucket with versions would keep a delete marker otherwise.
      deleteVersion(name, versioned ? UNVERSIONED : null);
    } catch (StoreException refused) {
      toleratingAbsence(refused);
    }
  }

  /** Ignores an absent object, because the store reports it only to keys that may delete it. */
  private static void toleratingAbsence(StoreException refused) throws StoreException {
    if (refused.reason() != Reason.NOT_FOUND && refused.reason() != Reason.REFUSED) {
      throw refused;
    }
  }

  @Override
  public void write(String name, byte[] content) throws StoreException {
    ask(
        () ->
            client.putObject(
                request -> request.bucket(bucket).key(name), RequestBody.fromBytes(content)));
  }

  @Override
  public byte[] read(String name) throws StoreException {
    return ask(
        () -> client.getObjectAsBytes(request -> request.bucket(bucket).key(name)).asByteArray());
  }

  /** Lists the versions first, because a write with a lost answer created one too. */
  @Override
  public void delete(String name) throws StoreException {
    var versions = versions(name, one -> one.key().equals(name));
    for (var version : versions) {
      deleteVersion(name, version.id());
    }
    if (versions.isEmpty()) {
      deleteVersion(name, null);
    }
  }

  @Override
  public void deleteOlder(String beginning, Instant before) throws StoreException {
    for (var version : versions(beginning, one -> one.modified().isBefore(before))) {
      deleteVersion(version.key(), version.id());
    }
  }

  /** One version of an object, or its delete marker. */
  private record Version(String key, @Nullable String id, Instant modified) {}

  private List<Version> versions(String beginning, Predicate<Version> wanted)
      throws StoreException {
    var all = new ArrayList<Version>();
    try {
      var found =
          ask(() -> client.listObjectVersions(request -> request.bucket(bucket).prefix(beginning)));
      found
          .versions()
          .forEach(one -> all.add(version(one.key(), one.versionId(), one.lastModified())));
      found
          .deleteMarkers()
          .forEach(one -> all.add(version(one.key(), one.versionId(), one.lastModified())));
    } catch (StoreException refused) {
      if (versioned) {
        throw refused;
      }
      var found =
          ask(() -> client.listObjectsV2(request -> request.bucket(bucket).prefix(beginning)));
      found.contents().forEach(one -> all.add(version(one.key(), null, one.lastModified())));
    }
    return all.stream().filter(wanted).toList();
  }

  /** Returns no version if none are kept, because a plain deletion needs fewer permissions. */
  private Version version(String key, @Nullable String id, @Nullable Instant modified) {
    boolean plain = id == null || id.isEmpty() || (!versioned && id.equals(UNVERSIONED));
    return new Version(key, plain ? null : id, Objects.requireNonNullElse(modified, Instant.MAX));
  }

  private void deleteVersion(String name, @Nullable String version) throws StoreException {
    ask(() -> client.deleteObject(request -> request.bucket(bucket).key(name).versionId(version)));
  }

  @Override
  public void tryAborting(String name) throws StoreException {
    try {
      abortUpload(name, NO_UPLOAD);
    } catch (StoreException refused) {
      toleratingAbsence(refused);
    }
  }

  @Override
  public String startUpload(String name) throws StoreException {
    var started =
        ask(() -> client.createMultipartUpload(request -> request.bucket(bucket).key(name)))
            .uploadId();
    if (started == null) {
      throw new StoreException(Reason.NOT_THE_PROTOCOL);
    }
    return started;
  }

  @Override
  public void abortUpload(String name, String upload) throws StoreException {
    ask(
        () ->
            client.abortMultipartUpload(
                request -> request.bucket(bucket).key(name).uploadId(upload)));
  }

  @Override
  public List<String> uploads(String name) throws StoreException {
    return ask(() -> client.listMultipartUploads(request -> request.bucket(bucket).prefix(name)))
        .uploads()
        .stream()
        .filter(one -> name.equals(one.key()))
        .map(MultipartUpload::uploadId)
        .toList();
  }

  @Override
  public Optional<BucketEncryption> encryption() throws StoreException {
    try {
      var found =
          ask(() -> client.getBucketEncryption(request -> request.bucket(bucket)))
              .serverSideEncryptionConfiguration();
      return found == null
          ? Optional.empty()
          : found.rules().stream()
              .map(ServerSideEncryptionRule::applyServerSideEncryptionByDefault)
              .filter(Objects::nonNull)
              .findFirst()
              .map(rule -> new BucketEncryption(rule.kmsMasterKeyID()));
    } catch (StoreException refused) {
      if (refused.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  @Override
  public List<CorsRule> cors() throws StoreException {
    try {
      return ask(() -> client.getBucketCors(request -> request.bucket(bucket))).corsRules().stream()
          .map(S3Store::rule)
          .toList();
    } catch (StoreException refused) {
      if (refused.reason() == Reason.NOT_FOUND) {
        return List.of();
      }
      throw refused;
    }
  }

  private static CorsRule rule(CORSRule found) {
    return new CorsRule(
        found.allowedMethods(),
        found.allowedOrigins(),
        found.allowedHeaders(),
        found.exposeHeaders(),
        Objects.requireNonNullElse(found.maxAgeSeconds(), 0));
  }

  private <T> T ask(Supplier<T> question) throws StoreException {
    try {
      return question.get();
    } catch (SdkException failure) {
      throw S3Failures.of(failure, sdkHttp.region());
    } catch (RuntimeException unreadable) {
      // Because the client does not validate answers, and other servers answer differently.
      LOG.debug("Cannot parse the answer of the store: error={}", unreadable.getClass().getName());
      throw new StoreException(Reason.NOT_THE_PROTOCOL);
    }
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
