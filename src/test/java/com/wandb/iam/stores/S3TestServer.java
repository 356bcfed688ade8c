package com.wandb.iam.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** A real S3 store (versitygw over a folder), with or without TLS. */
public final class S3TestServer implements AutoCloseable {
  /** The only region for which the server accepts signatures. */
  public static final String REGION = "us-east-1";

  private static final SharedStore<S3TestServer> SHARED = new SharedStore<>(S3TestServer::start);

  /** Host names below this domain name buckets, if a resolver returns the server's address. */
  public static final String VIRTUAL_DOMAIN = "cwobject.com";

  private static final String PROGRAM = "versitygw";
  private static final String PACKAGE = "github.com/versity/versitygw/cmd/versitygw";
  private static final String ACCESS_KEY = "root";

  /** Contains every character that has a meaning in a URL. */
  private static final String SECRET_KEY = "a/b+c=d%e@f:g?h#i&j k";

  private final Path program;
  private final StoreProcess process;
  private final Optional<TestCertificate> certificate;
  private final S3Client client;

  private S3TestServer(Path program, StoreProcess process, Optional<TestCertificate> certificate) {
    this.program = program;
    this.process = process;
    this.certificate = certificate;
    this.client = client();
  }

  /** Returns whether this machine can run the server, which is built with Go. */
  public static boolean available() {
    return StorePrograms.available(PROGRAM);
  }

  /** Returns the server that all tests of this JVM share. Tests are separated by bucket names. */
  public static S3TestServer shared() {
    return SHARED.get();
  }

  private static S3TestServer start() {
    return start(Optional.empty());
  }

  /** Starts a separate server with TLS and an untrusted certificate. */
  public static S3TestServer startWithTls() {
    return start(Optional.of(TestCertificate.ofLoopback()));
  }

  private static S3TestServer start(Optional<TestCertificate> certificate) {
    var program = StorePrograms.provide(PROGRAM, PACKAGE);
    var process =
        StoreProcess.start(
            PROGRAM,
            Map.of("ROOT_ACCESS_KEY", ACCESS_KEY, "ROOT_SECRET_KEY", SECRET_KEY),
            (port, folder) -> command(program, port, folder, certificate));
    return new S3TestServer(program, process, certificate);
  }

  private static List<String> command(
      Path program, int port, Path folder, Optional<TestCertificate> certificate)
      throws IOException {
    for (var name : List.of("data", "meta", "versions", "accounts")) {
      Files.createDirectories(folder.resolve(name));
    }
    var command = new ArrayList<>(List.of(program.toString(), "--quiet"));
    command.addAll(List.of("--port", "127.0.0.1:" + port));
    command.addAll(List.of("--region", REGION, "--virtual-domain", VIRTUAL_DOMAIN));
    command.addAll(List.of("--iam-dir", folder.resolve("accounts").toString()));
    if (certificate.isPresent()) {
      var files = certificate.get().writeTo(folder);
      command.addAll(List.of("--cert", files.certificate().toString()));
      command.addAll(List.of("--key", files.privateKey().toString()));
    }
    command.addAll(List.of("posix", "--sidecar", folder.resolve("meta").toString()));
    command.addAll(List.of("--versioning-dir", folder.resolve("versions").toString()));
    command.add(folder.resolve("data").toString());
    return command;
  }

  private S3Client client() {
    var http = Apache5HttpClient.builder();
    certificate.ifPresent(known -> http.tlsTrustManagersProvider(known::trustManagers));
    return S3Client.builder()
        .httpClient(http.build())
        .endpointOverride(
            URI.create((certificate.isPresent() ? "https://" : "http://") + endpoint()))
        .forcePathStyle(true)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  /** Returns {@code host:port}, as a connector names it. */
  public String endpoint() {
    return "127.0.0.1:" + process.port();
  }

  public int port() {
    return process.port();
  }

  public String accessKey() {
    return ACCESS_KEY;
  }

  public String secretKey() {
    return SECRET_KEY;
  }

  /** Returns the PEM of the authority of the server's certificate, if it uses TLS. */
  public Optional<String> authority() {
    return certificate.map(TestCertificate::certificatePem);
  }

  /** Creates a bucket of that name, and returns the name. */
  public String createBucket(String name) {
    client.createBucket(request -> request.bucket(name));
    return name;
  }

  /** Enables versioning. */
  public void enableVersioning(String bucket) {
    client.putBucketVersioning(
        request ->
            request
                .bucket(bucket)
                .versioningConfiguration(how -> how.status(BucketVersioningStatus.ENABLED)));
  }

  /** Creates an object of a few bytes. */
  public void put(String bucket, String key) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString("content"));
  }

  /**
   * Returns the names of all contents of the bucket: objects, older versions and delete markers.
   */
  public Set<String> objects(String bucket) {
    var names = new TreeSet<String>();
    client
        .listObjectsV2Paginator(request -> request.bucket(bucket))
        .contents()
        .forEach(object -> names.add(object.key()));
    var versions = client.listObjectVersions(request -> request.bucket(bucket));
    versions.versions().forEach(version -> names.add(version.key()));
    versions.deleteMarkers().forEach(mark -> names.add(mark.key()));
    return names;
  }

  /** Returns the names of objects with an unfinished multipart upload. */
  public Set<String> uploads(String bucket) {
    var names = new TreeSet<String>();
    client
        .listMultipartUploads(request -> request.bucket(bucket))
        .uploads()
        .forEach(upload -> names.add(upload.key()));
    return names;
  }

  /**
   * Sets the bucket's CORS rules.
   *
   * @param json in the format of {@code aws s3api put-bucket-cors --cors-configuration}
   */
  public void putCors(String bucket, String json) {
    try {
      var rules = new ArrayList<CORSRule>();
      new ObjectMapper().readTree(json).required("CORSRules").forEach(one -> rules.add(rule(one)));
      client.putBucketCors(
          request -> request.bucket(bucket).corsConfiguration(cors -> cors.corsRules(rules)));
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON", e);
    }
  }

  private static CORSRule rule(JsonNode json) {
    return CORSRule.builder()
        .allowedHeaders(texts(json, "AllowedHeaders"))
        .allowedMethods(texts(json, "AllowedMethods"))
        .allowedOrigins(texts(json, "AllowedOrigins"))
        .exposeHeaders(texts(json, "ExposeHeaders"))
        .maxAgeSeconds(json.path("MaxAgeSeconds").asInt())
        .build();
  }

  private static List<String> texts(JsonNode json, String name) {
    return StreamSupport.stream(json.path(name).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /**
   * Creates an account without permissions, except those of bucket policies.
   *
   * @return its secret key, which is the access key twice
   */
  public String createAccount(String accessKey) {
    var secret = accessKey + accessKey;
    var command = new ArrayList<>(List.of(program.toString(), "admin", "--access", ACCESS_KEY));
    command.addAll(List.of("--secret", SECRET_KEY, "--endpoint-url", "http://" + endpoint()));
    command.addAll(List.of("create-user", "--access", accessKey, "--secret", secret));
    command.addAll(List.of("--role", "user"));
    try {
      var made = new ProcessBuilder(command).redirectErrorStream(true).start();
      made.getOutputStream().close();
      var output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!made.waitFor(1, TimeUnit.MINUTES) || made.exitValue() != 0) {
        throw new IllegalStateException("cannot make an account: " + output);
      }
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make an account", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Allows an account only these actions on a bucket and its objects. */
  public void allow(String bucket, String accessKey, List<String> actions) {
    var policy =
        """
        {"Version": "2012-10-17", "Statement": [{
          "Effect": "Allow",
          "Principal": {"AWS": ["%s"]},
          "Action": [%s],
          "Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%s/*"]}]}"""
            .formatted(
                accessKey,
                actions.stream()
                    .map(action -> '"' + action + '"')
                    .collect(Collectors.joining(", ")),
                bucket,
                bucket);
    client.putBucketPolicy(request -> request.bucket(bucket).policy(policy));
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
