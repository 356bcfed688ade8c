package com.wandb.iam.storage.store;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.net.URI;
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
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Buckets of AWS, CoreWeave and of any store that speaks S3. */
public final class S3Store implements BucketStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  /** AWS's oldest region, which also knows where buckets of other regions are. */
  private static final String FIRST_REGION = "us-east-1";

  /** How that region, and an old European one, are called in answers. */
  private static final String OLD_EUROPE = "EU";

  /** A name that no store gives to an upload. */
  private static final String NO_UPLOAD = "none";

  /** The version that objects have which were written without versions. */
  private static final String UNVERSIONED = "null";

  private final BucketLocation location;
  private final S3Client client;
  private final StoreHttp http;
  private final S3Http sdkHttp;
  private final String bucket;
  private final ProfileFile noProfiles = ProfileFile.aggregator().build();

  /** Until the store says otherwise. */
  private boolean versioned = true;

  /**
   * @param region to sign for and, with AWS itself, to ask
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
    this.client = client(endpoint(region, endpoints), region, provider(credentials));
  }

  private URI endpoint(@Nullable String region, PublicEndpoints endpoints) {
    if (location.endpoint() != null) {
      return URI.create((location.tls() ? "https://" : "http://") + location.endpoint());
    }
    return location.provider() == BucketProvider.COREWEAVE
        ? endpoints.coreWeave()
        : endpoints.awsOf(region);
  }

  private static AwsCredentialsProvider provider(BucketCredentials credentials) {
    return credentials instanceof BucketCredentials.AccessKey(var access, var secret)
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret))
        : AnonymousCredentialsProvider.create();
  }

  /**
   * Everything that the SDK would otherwise look for in this process's environment, files and
   * network is set: a bucket is never reached with what the operator itself may do.
   */
  private S3Client client(URI endpoint, @Nullable String region, AwsCredentialsProvider provider) {
    return S3Client.builder()
        .httpClient(sdkHttp)
        .endpointOverride(endpoint)
        .region(Region.of(region == null ? FIRST_REGION : region))
        .credentialsProvider(provider)
        .defaultsMode(DefaultsMode.LEGACY)
        .dualstackEnabled(false)
        .fipsEnabled(false)
        .accelerate(false)
        .useArnRegion(false)
        .crossRegionAccessEnabled(false)
        .disableMultiRegionAccessPoints(true)
        .disableS3ExpressSessionAuth(true)
        // CoreWeave knows buckets by host only; elsewhere a name with dots fits no certificate.
        .forcePathStyle(location.provider() != BucketProvider.COREWEAVE)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(
            override ->
                override
                    .defaultProfileFileSupplier(() -> noProfiles)
                    .defaultProfileName("none")
                    .appId("wandb-iam-operator")
                    .retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  @Override
  public void list() throws StoreException {
    var found =
        ask(
            () ->
                client.listObjectsV2(
                    request -> request.bucket(bucket).prefix(location.under("")).maxKeys(1)));
    // A page that happens to be well-formed reads as an answer without content.
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
    var told =
        ask(() -> client.getBucketLocation(request -> request.bucket(bucket)))
            .locationConstraintAsString();
    if (told == null || told.isEmpty()) {
      // With AWS that is the name of its first region; other stores just do not tell.
      return location.provider() == BucketProvider.AWS
          ? Optional.of(FIRST_REGION)
          : Optional.empty();
    }
    return Optional.of(told.equals(OLD_EUROPE) ? "eu-west-1" : told);
  }

  @Override
  public boolean keepsVersions() throws StoreException {
    try {
      var status =
          ask(() -> client.getBucketVersioning(request -> request.bucket(bucket))).status();
      // Suspended too: what was written before, and marks of deletion, stay.
      versioned =
          status == BucketVersioningStatus.ENABLED || status == BucketVersioningStatus.SUSPENDED;
      return versioned;
    } catch (StoreException refused) {
      // A store that does not know the question keeps none.
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
      // Without a version this would leave a mark of deletion where versions are kept.
      deleteVersion(name, versioned ? UNVERSIONED : null);
    } catch (StoreException refused) {
      toleratingAbsence(refused);
    }
  }

  /** That there is no such thing is told only to somebody who might have removed it. */
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

  /** The versions are asked for, not remembered: an answer that got lost wrote one too. */
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

  /** One version of an object, or the mark of its deletion. */
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

  /** Where nothing keeps versions an object is deleted as such, which asks for less permission. */
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
      var told =
          ask(() -> client.getBucketEncryption(request -> request.bucket(bucket)))
              .serverSideEncryptionConfiguration();
      return told == null
          ? Optional.empty()
          : told.rules().stream()
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

  private static CorsRule rule(CORSRule told) {
    return new CorsRule(
        told.allowedMethods(),
        told.allowedOrigins(),
        told.allowedHeaders(),
        told.exposeHeaders(),
        Objects.requireNonNullElse(told.maxAgeSeconds(), 0));
  }

  private <T> T ask(Supplier<T> question) throws StoreException {
    try {
      return question.get();
    } catch (SdkException failure) {
      throw S3Failures.of(failure, sdkHttp.region());
    } catch (RuntimeException unreadable) {
      // The client takes for granted what an answer looks like; not every peer keeps to it.
      LOG.debug("an answer could not be read: {}", unreadable.getClass().getName());
      throw new StoreException(Reason.NOT_THE_PROTOCOL);
    }
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
