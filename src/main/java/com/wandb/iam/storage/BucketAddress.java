package com.wandb.iam.storage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A bucket's address as the server reads it from its environment. Credentials are part of it, so it
 * never shows itself: {@link #toString()} is without them.
 */
public record BucketAddress(BucketLocation location, BucketCredentials credentials) {
  private static final String COREWEAVE_HOST = "cwobject.com";
  private static final String COREWEAVE_STORE = "cw://";

  /** The whole address, credentials included: for a Secret and for the server only. */
  public String reveal() {
    return text(userInfo());
  }

  /** The address without credentials, for status and messages. */
  public String redacted() {
    return text("");
  }

  /** Returns the entry for this bucket in the server's list of supported stores. */
  public String fileStore() {
    return location.provider() == BucketProvider.COREWEAVE ? COREWEAVE_STORE : reveal();
  }

  @Override
  public String toString() {
    return redacted();
  }

  private String text(String userInfo) {
    var bucket = encode(location.bucket()) + path();
    return switch (location.provider()) {
      case AWS, MINIO -> "s3://" + userInfo + s3Host() + "/" + bucket + s3Query();
      case COREWEAVE ->
          COREWEAVE_STORE + userInfo + COREWEAVE_HOST + "/" + bucket + "?tls=" + location.tls();
      case GCP -> "gs://" + userInfo + bucket;
      case AZURE ->
          "az://"
              + userInfo
              + encode(Optional.ofNullable(location.storageAccount()).orElse(""))
              + "/"
              + bucket;
    };
  }

  private String userInfo() {
    return switch (credentials) {
      case BucketCredentials.ServerIdentity() -> "";
      case BucketCredentials.AccessKey(var access, var secret) -> pair(access, secret);
      case BucketCredentials.GoogleKey(var email, var key) -> pair(email, key);
      case BucketCredentials.AzureKey(var key) -> pair("", key);
    };
  }

  private static String pair(String user, String password) {
    return encode(user) + ":" + encode(password) + "@";
  }

  private String path() {
    return location.path() == null
        ? ""
        : Arrays.stream(location.path().split("/", -1))
            .map(BucketAddress::encode)
            .collect(Collectors.joining("/", "/", ""));
  }

  private String s3Host() {
    return location.endpoint() == null ? AwsHost.of(location.region()) : location.endpoint();
  }

  /** AWS is reached with TLS unless told otherwise; of other stores the server must be told. */
  private String s3Query() {
    boolean tellsTls = location.provider() == BucketProvider.MINIO || !location.tls();
    var region = location.region() == null ? "" : "region=" + encode(location.region());
    var tls = tellsTls ? "tls=" + location.tls() : "";
    var both = region.isEmpty() || tls.isEmpty() ? region + tls : region + "&" + tls;
    return both.isEmpty() ? "" : "?" + both;
  }

  /**
   * Reads an address. An S3 address does not say whose it is: hosts of AWS make it AWS, any other
   * makes it MINIO.
   *
   * @throws IllegalArgumentException where it is none; the message does not repeat it, for it may
   *     hold credentials
   */
  public static BucketAddress parse(String text) {
    var parts = AddressParts.of(text);
    return switch (parts.scheme()) {
      case "s3" -> s3(parts);
      case "cw" -> coreWeave(parts);
      case "gs" -> google(parts);
      case "az" -> azure(parts);
      default ->
          throw new IllegalArgumentException(
              "a bucket's address begins with s3://, cw://, gs:// or az://");
    };
  }

  private static BucketAddress s3(AddressParts parts) {
    var region = parts.parameter("region").orElse(null);
    boolean aws = AwsHost.isAws(parts.host());
    var endpoint = aws && AwsHost.isPublic(parts.host(), region) ? null : parts.host();
    boolean tls = parts.parameter("tls").map(Boolean::parseBoolean).orElse(true);
    return new BucketAddress(
        new BucketLocation(
            aws ? BucketProvider.AWS : BucketProvider.MINIO,
            parts.segment(0),
            parts.after(1),
            region,
            endpoint,
            tls,
            null),
        accessKey(parts));
  }

  private static BucketAddress coreWeave(AddressParts parts) {
    if (!parts.host().equals(COREWEAVE_HOST)) {
      throw new IllegalArgumentException("a cw:// address has the host " + COREWEAVE_HOST);
    }
    boolean tls = parts.parameter("tls").map(Boolean::parseBoolean).orElse(true);
    return new BucketAddress(
        new BucketLocation(
            BucketProvider.COREWEAVE, parts.segment(0), parts.after(1), null, null, tls, null),
        accessKey(parts));
  }

  private static BucketAddress google(AddressParts parts) {
    return new BucketAddress(
        new BucketLocation(
            BucketProvider.GCP, decode(parts.host()), parts.after(0), null, null, true, null),
        parts.hasUser()
            ? new BucketCredentials.GoogleKey(parts.user(), parts.password())
            : new BucketCredentials.ServerIdentity());
  }

  private static BucketAddress azure(AddressParts parts) {
    return new BucketAddress(
        new BucketLocation(
            BucketProvider.AZURE,
            parts.segment(0),
            parts.after(1),
            null,
            null,
            true,
            decode(parts.host())),
        parts.hasUser()
            ? new BucketCredentials.AzureKey(parts.password())
            : new BucketCredentials.ServerIdentity());
  }

  private static BucketCredentials accessKey(AddressParts parts) {
    return parts.hasUser()
        ? new BucketCredentials.AccessKey(parts.user(), parts.password())
        : new BucketCredentials.ServerIdentity();
  }

  /** Everything but letters, digits and {@code -._~}: what is left means the same everywhere. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** A plus is a plus here: only forms use it for a space. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException showsTheText) {
      // Without its cause, whose message has a part of the address, perhaps of a key.
      throw new IllegalArgumentException("a percent sign in a bucket's address begins no code");
    }
  }
}
