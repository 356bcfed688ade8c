package com.wandb.iam.storage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address of a bucket in the form that the W&amp;B server reads from its environment. It
 * contains credentials. {@link #toString()} omits them.
 */
public record BucketAddress(BucketLocation location, BucketCredentials credentials) {
  private static final String COREWEAVE_HOST = "cwobject.com";
  private static final String COREWEAVE_STORE = "cw://";

  /** Returns the address with credentials. Use it only for a Secret and for the W&amp;B server. */
  public String reveal() {
    return text(userInfo());
  }

  /** Returns the address without credentials, for status and messages. */
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

  /** Returns the query. For AWS, the W&amp;B server defaults to TLS, so tls=true is omitted. */
  private String s3Query() {
    boolean tellsTls = location.provider() == BucketProvider.MINIO || !location.tls();
    var region = location.region() == null ? "" : "region=" + encode(location.region());
    var tls = tellsTls ? "tls=" + location.tls() : "";
    var both = region.isEmpty() || tls.isEmpty() ? region + tls : region + "&" + tls;
    return both.isEmpty() ? "" : "?" + both;
  }

  /**
   * Parses an address. The host of an S3 address determines the provider: AWS for a host of AWS,
   * otherwise MINIO.
   *
   * @throws IllegalArgumentException if the text is not an address. The message does not contain
   *     the text, because the text may contain credentials.
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
              "The address of a bucket must begin with s3://, cw://, gs:// or az://.");
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
      throw new IllegalArgumentException(
          "The host of a cw:// address must be " + COREWEAVE_HOST + ".");
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

  /** Encodes all characters except letters, digits and {@code -._~}. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Decodes percent signs. Keeps a plus, because only HTML forms use it for a space. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException showsTheText) {
      // Without the cause, because its message contains a part of the address or of a key.
      throw new IllegalArgumentException(
          "The address contains a percent sign that is not followed by two hexadecimal digits.");
    }
  }
}
