package com.wandb.iam.storage.store;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.StorageScopes;
import com.google.api.services.storage.model.Bucket;
import com.google.api.services.storage.model.StorageObject;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of buckets of Google, with its JSON API. */
public final class GoogleStore implements BucketStore {
  private static final Logger LOG = LoggerFactory.getLogger(GoogleStore.class);
  private static final String UNIVERSE = "googleapis.com";

  private final BucketLocation location;
  private final Storage client;
  private final StoreHttp http;
  private final String bucket;
  private final boolean anonymous;
  private @Nullable Bucket seen;

  /**
   * @throws StoreException if the private key cannot be parsed
   */
  public GoogleStore(
      BucketLocation location,
      BucketCredentials credentials,
      PublicEndpoints endpoints,
      StoreHttp http)
      throws StoreException {
    this.location = location;
    this.bucket = location.bucket();
    this.http = http;
    this.anonymous = !(credentials instanceof BucketCredentials.GoogleKey);
    var transport = new GoogleHttp(http);
    this.client =
        new Storage.Builder(
                transport,
                GsonFactory.getDefaultInstance(),
                initializer(credentials, endpoints, transport))
            .setRootUrl(endpoints.google().toString())
            .setApplicationName("wandb-iam-operator")
            .setUniverseDomain(UNIVERSE)
            .build();
  }

  private static HttpRequestInitializer initializer(
      BucketCredentials credentials, PublicEndpoints endpoints, GoogleHttp transport)
      throws StoreException {
    if (!(credentials instanceof BucketCredentials.GoogleKey(var email, var key))) {
      return request -> request.setFollowRedirects(false);
    }
    try {
      var account =
          ServiceAccountCredentials.newBuilder()
              .setClientEmail(email)
              .setPrivateKeyString(key)
              .setScopes(Set.of(StorageScopes.DEVSTORAGE_FULL_CONTROL))
              .setHttpTransportFactory(() -> transport)
              .setTokenServerUri(endpoints.googleTokens())
              .setUniverseDomain(UNIVERSE)
              .setDefaultRetriesEnabled(false)
              .build();
      return new HttpCredentialsAdapter(account);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StoreException(Reason.KEY_UNREADABLE);
    }
  }

  @Override
  public void list() throws StoreException {
    var found =
        ask(
            () ->
                client
                    .objects()
                    .list(bucket)
                    .setPrefix(location.under(""))
                    .setMaxResults(1L)
                    .execute(),
            Reason.NO_BUCKET);
    if (!"storage#objects".equals(found.getKind())) {
      throw new StoreException(Reason.NOT_THE_PROVIDER);
    }
  }

  /** Returns the bucket, read once, because one answer contains all its properties. */
  private Bucket bucket() throws StoreException {
    var known = seen;
    if (known == null) {
      known =
          ask(
              () -> client.buckets().get(bucket).setProjection("noAcl").execute(),
              Reason.NO_BUCKET);
      seen = known;
    }
    return known;
  }

  @Override
  public Optional<String> region() throws StoreException {
    return Optional.ofNullable(bucket().getLocation())
        .map(found -> found.toLowerCase(Locale.ROOT))
        .filter(found -> found.matches("[a-z0-9-]{2,32}"));
  }

  @Override
  public boolean keepsVersions() throws StoreException {
    var versioning = bucket().getVersioning();
    return versioning != null && Boolean.TRUE.equals(versioning.getEnabled());
  }

  /** Needs no list of generations, because one permission covers all of them. */
  @Override
  public void tryDeleting(String name) throws StoreException {
    delete(new StorageObject().setName(name));
  }

  @Override
  public void write(String name, byte[] content) throws StoreException {
    ask(
        () -> {
          var insert =
              client
                  .objects()
                  .insert(
                      bucket,
                      new StorageObject().setName(name),
                      new ByteArrayContent("text/plain", content));
          insert.getMediaHttpUploader().setDirectUploadEnabled(true);
          return insert.execute();
        },
        Reason.NO_BUCKET);
  }

  @Override
  public byte[] read(String name) throws StoreException {
    return ask(
        () -> {
          try (var content = client.objects().get(bucket, name).executeMediaAsInputStream()) {
            return content.readAllBytes();
          }
        },
        Reason.NOT_FOUND);
  }

  @Override
  public void delete(String name) throws StoreException {
    deleteAll(name, one -> name.equals(one.getName()));
  }

  @Override
  public void deleteOlder(String beginning, Instant before) throws StoreException {
    deleteAll(
        beginning,
        one ->
            one.getTimeCreated() != null
                && one.getTimeCreated().getValue() < before.toEpochMilli());
  }

  private void deleteAll(String beginning, Predicate<StorageObject> wanted) throws StoreException {
    var found =
        ask(
            () -> client.objects().list(bucket).setPrefix(beginning).setVersions(true).execute(),
            Reason.NO_BUCKET);
    for (var object : Objects.requireNonNullElse(found.getItems(), List.<StorageObject>of())) {
      if (wanted.test(object)) {
        delete(object);
      }
    }
  }

  private void delete(StorageObject object) throws StoreException {
    try {
      ask(
          () ->
              client
                  .objects()
                  .delete(bucket, object.getName())
                  .setGeneration(object.getGeneration())
                  .execute(),
          Reason.NOT_FOUND);
    } catch (StoreException gone) {
      if (gone.reason() != Reason.NOT_FOUND) {
        throw gone;
      }
    }
  }

  @Override
  public void tryAborting(String name) throws StoreException {
    throw new StoreException(Reason.NOT_OFFERED);
  }

  /** Not offered, because W&amp;B uploads to Google in a single request. */
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
    var found = bucket().getEncryption();
    return Optional.of(new BucketEncryption(found == null ? null : found.getDefaultKmsKeyName()));
  }

  @Override
  public List<CorsRule> cors() throws StoreException {
    return Objects.requireNonNullElse(bucket().getCors(), List.<Bucket.Cors>of()).stream()
        .map(GoogleStore::rule)
        .toList();
  }

  /** Returns the rule; Google has one list for request headers and response headers. */
  private static CorsRule rule(Bucket.Cors found) {
    var headers = Objects.requireNonNullElse(found.getResponseHeader(), List.<String>of());
    return new CorsRule(
        Objects.requireNonNullElse(found.getMethod(), List.of()),
        Objects.requireNonNullElse(found.getOrigin(), List.of()),
        headers,
        headers,
        Objects.requireNonNullElse(found.getMaxAgeSeconds(), 0));
  }

  /** One request. */
  private interface Question<T> {
    T put() throws IOException;
  }

  private <T> T ask(Question<T> question, Reason absent) throws StoreException {
    try {
      return question.put();
    } catch (IOException failure) {
      throw new StoreException(GoogleFailures.reason(failure, absent, anonymous));
    } catch (RuntimeException unreadable) {
      LOG.debug("Cannot parse the answer of the store: error={}", unreadable.getClass().getName());
      throw new StoreException(Reason.NOT_THE_PROVIDER);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
