package com.wandb.iam.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rules for declared buckets that need no request: valid names, and fields that the address of the
 * provider supports.
 */
public final class BucketRules {
  private static final Pattern ENDPOINT =
      Pattern.compile(
          "([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]+])(?::([0-9]{1,5}))?");
  private static final Pattern REGION = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9!_.*()/-]*");
  private static final Pattern STORAGE_ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
  private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+");
  private static final int PATH_MAX = 512;
  private static final int PORT_MAX = 65_535;

  private final BucketLocation location;
  private final List<BucketProblem> problems = new ArrayList<>();

  private BucketRules(BucketLocation location) {
    this.location = location;
  }

  /** Returns all problems in the order of the spec's fields; empty if there are none. */
  public static List<BucketProblem> check(BucketLocation location, BucketCredentials credentials) {
    var rules = new BucketRules(location);
    rules.checkBucket();
    rules.checkPath();
    rules.checkRegion();
    rules.checkEndpoint();
    rules.checkTls();
    rules.checkStorageAccount();
    rules.checkCredentials(credentials);
    return List.copyOf(rules.problems);
  }

  private void checkBucket() {
    BucketNames.problem(location.provider(), location.bucket())
        .ifPresent(message -> report("bucket", message));
  }

  private void checkPath() {
    var path = location.path();
    if (path == null) {
      return;
    }
    var segments = Arrays.asList(path.split("/", -1));
    if (segments.contains("")) {
      report(
          "path",
          "The path begins or ends with a slash, or contains two slashes in a row. Write it like"
              + " teams/vision, or omit it to use the whole bucket.");
    }
    if (segments.contains(".") || segments.contains("..")) {
      report(
          "path", "The path contains . or .. as a part, which stores do not resolve. Remove it.");
    }
    if (!PATH.matcher(path).matches()) {
      report(
          "path",
          "The path contains an invalid character. Use letters, digits, slashes and !_.*()-.");
    }
    if (path.length() > PATH_MAX) {
      report("path", "The path is longer than " + PATH_MAX + " characters. Choose a shorter path.");
    }
  }

  private void checkRegion() {
    var region = location.region();
    if (region == null) {
      if (location.provider() == BucketProvider.MINIO) {
        report("region", "MINIO requires a region. If the store has no regions, set us-east-1.");
      }
    } else if (!REGION.matcher(region).matches()) {
      report("region", "This is not a valid name of a region. Write it like eu-central-1.");
    }
  }

  private void checkEndpoint() {
    var endpoint = location.endpoint();
    switch (location.provider()) {
      case GCP, AZURE, COREWEAVE -> {
        if (endpoint != null) {
          report(
              "endpoint",
              location.provider()
                  + " does not support an endpoint. Omit it, or use provider MINIO for another"
                  + " store with the S3 protocol.");
        }
      }
      case MINIO -> {
        if (endpoint == null) {
          report("endpoint", "MINIO requires the host, or host:port, of the store.");
        } else {
          checkHost(endpoint);
        }
      }
      case AWS -> {
        if (endpoint != null) {
          checkHost(endpoint);
        }
      }
    }
  }

  private void checkHost(String endpoint) {
    var match = ENDPOINT.matcher(endpoint);
    if (!match.matches()) {
      report("endpoint", "This is neither host nor host:port. Remove scheme, path and user name.");
    } else if (match.group(3) != null && !isPort(match.group(3))) {
      report("endpoint", "The port is not between 1 and " + PORT_MAX + ".");
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= PORT_MAX;
  }

  private void checkTls() {
    boolean own = location.provider().speaksS3() && location.endpoint() != null;
    if (!location.tls() && !own) {
      report(
          "tls.enabled",
          "The public endpoint of "
              + location.provider()
              + " requires TLS. Omit this field or set it to true.");
    }
  }

  private void checkStorageAccount() {
    var account = location.storageAccount();
    if (location.provider() != BucketProvider.AZURE) {
      if (account != null) {
        report("azure.storageAccount", "Only provider AZURE supports this field. Omit spec.azure.");
      }
    } else if (account == null) {
      report(
          "azure.storageAccount",
          "AZURE requires the name of the storage account that contains the container.");
    } else if (!STORAGE_ACCOUNT.matcher(account).matches()) {
      report(
          "azure.storageAccount",
          "This is not a valid name of a storage account. Use 3 to 24 lowercase letters and"
              + " digits.");
    }
  }

  private void checkCredentials(BucketCredentials credentials) {
    switch (credentials) {
      case BucketCredentials.ServerIdentity() -> {
        if (location.provider() == BucketProvider.COREWEAVE) {
          reportCredentials("COREWEAVE requires a Secret with an access key.");
        }
      }
      case BucketCredentials.AccessKey(var access, var secret) -> {
        if (!location.provider().speaksS3()) {
          reportKind();
        } else if (isBlank(access) || isBlank(secret)) {
          reportCredentials("accessKey or secretKey in the Secret is empty. Set both.");
        }
      }
      case BucketCredentials.GoogleKey key -> {
        if (location.provider() != BucketProvider.GCP) {
          reportKind();
        } else {
          checkGoogleKey(key);
        }
      }
      case BucketCredentials.AzureKey(var key) -> {
        if (location.provider() != BucketProvider.AZURE) {
          reportKind();
        } else if (!isBase64(key)) {
          reportCredentials(
              "accessKey in the Secret is not a valid key of a storage account. Copy the complete"
                  + " key.");
        }
      }
    }
  }

  private void checkGoogleKey(BucketCredentials.GoogleKey key) {
    if (!EMAIL.matcher(key.serviceAccountEmail()).matches()) {
      reportCredentials("serviceAccountEmail in the Secret is not a valid email address.");
    }
    if (!key.privateKey().startsWith("-----BEGIN PRIVATE KEY-----")) {
      reportCredentials(
          "privateKey in the Secret must begin with -----BEGIN PRIVATE KEY----- and contain real"
              + " line breaks, not \\n.");
    }
  }

  private void reportKind() {
    var wanted =
        switch (location.provider()) {
          case AWS, COREWEAVE, MINIO -> "accessKey and secretKey";
          case GCP -> "serviceAccountEmail and privateKey";
          case AZURE -> "only accessKey";
        };
    reportCredentials(
        "The Secret does not fit " + location.provider() + ". It must contain " + wanted + ".");
  }

  private void reportCredentials(String message) {
    report("credentials.secretRef", message);
  }

  private void report(String field, String message) {
    problems.add(new BucketProblem(field, message));
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
