package com.wandb.iam.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be said against a bucket without asking anybody: names that its provider does not give,
 * and declarations that the address has no place for.
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

  /** All that is wrong, in the order of the spec's fields; empty where nothing is. */
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
          "begins or ends with a slash, or has two in a row: write it as in teams/vision, or leave"
              + " it out for the whole bucket");
    }
    if (segments.contains(".") || segments.contains("..")) {
      report("path", "has a part . or .. that stores do not resolve: name the prefix itself");
    }
    if (!PATH.matcher(path).matches()) {
      report("path", "has other characters than letters, digits and !_.*()-: choose among those");
    }
    if (path.length() > PATH_MAX) {
      report("path", "is longer than " + PATH_MAX + " characters: choose a shorter prefix");
    }
  }

  private void checkRegion() {
    var region = location.region();
    if (region == null) {
      if (location.provider() == BucketProvider.MINIO) {
        report("region", "is missing: MINIO needs one; stores that know none are given us-east-1");
      }
    } else if (!REGION.matcher(region).matches()) {
      report("region", "is no name of a region: write it as in eu-central-1");
    }
  }

  private void checkEndpoint() {
    var endpoint = location.endpoint();
    switch (location.provider()) {
      case GCP, AZURE, COREWEAVE -> {
        if (endpoint != null) {
          report(
              "endpoint",
              "cannot be set for "
                  + location.provider()
                  + ", whose addresses have no place for it: leave it out, or use provider MINIO"
                  + " for a store that speaks S3");
        }
      }
      case MINIO -> {
        if (endpoint == null) {
          report("endpoint", "is missing: MINIO needs the host, or host:port, of the store");
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
      report("endpoint", "is neither host nor host:port: leave out scheme, path and user name");
    } else if (match.group(3) != null && !isPort(match.group(3))) {
      report("endpoint", "has a port that is none: ports go from 1 to " + PORT_MAX);
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
          "cannot be false for the public address of "
              + location.provider()
              + ", which is reached with TLS only: leave it out");
    }
  }

  private void checkStorageAccount() {
    var account = location.storageAccount();
    if (location.provider() != BucketProvider.AZURE) {
      if (account != null) {
        report("azure.storageAccount", "is for provider AZURE only: leave azure out");
      }
    } else if (account == null) {
      report("azure.storageAccount", "is missing: name the account that the container is in");
    } else if (!STORAGE_ACCOUNT.matcher(account).matches()) {
      report(
          "azure.storageAccount",
          "is no name of a storage account: these have 3 to 24 lower-case letters and digits");
    }
  }

  private void checkCredentials(BucketCredentials credentials) {
    switch (credentials) {
      case BucketCredentials.ServerIdentity() -> {
        if (location.provider() == BucketProvider.COREWEAVE) {
          reportCredentials("are missing: COREWEAVE is reached with an access key only");
        }
      }
      case BucketCredentials.AccessKey(var access, var secret) -> {
        if (!location.provider().speaksS3()) {
          reportKind();
        } else if (isBlank(access) || isBlank(secret)) {
          reportCredentials("have an empty accessKey or secretKey: fill both in");
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
          reportCredentials("have an accessKey that is no key of a storage account: copy it whole");
        }
      }
    }
  }

  private void checkGoogleKey(BucketCredentials.GoogleKey key) {
    if (!EMAIL.matcher(key.serviceAccountEmail()).matches()) {
      reportCredentials("have a serviceAccountEmail that is no e-mail address: correct it");
    }
    if (!key.privateKey().startsWith("-----BEGIN PRIVATE KEY-----")) {
      reportCredentials(
          "have a privateKey that is none: it begins with -----BEGIN PRIVATE KEY-----, with real"
              + " line breaks, not with \\n");
    }
  }

  private void reportKind() {
    var wanted =
        switch (location.provider()) {
          case AWS, COREWEAVE, MINIO -> "accessKey and secretKey";
          case GCP -> "serviceAccountEmail and privateKey";
          case AZURE -> "accessKey alone";
        };
    reportCredentials(
        "are of another provider: for " + location.provider() + " the Secret needs " + wanted);
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
