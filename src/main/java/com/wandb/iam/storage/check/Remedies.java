package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.store.CorsRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Documents that fix a failed check if they are applied as they are. They contain declared names
 * without escapes, because {@link BucketRules} allows only characters that JSON does not escape.
 */
public final class Remedies {
  private static final List<String> BUCKET_ACTIONS =
      List.of(
          "s3:GetBucketCORS",
          "s3:GetBucketLocation",
          "s3:GetBucketVersioning",
          "s3:GetEncryptionConfiguration",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:ListBucketVersions");

  private static final List<String> OBJECT_ACTIONS =
      List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject*", "s3:PutObject");

  /** The permissions that only the probe needs, in a bucket that keeps versions. */
  private static final String VERSION_ACTION = "s3:DeleteObjectVersion";

  private Remedies() {}

  /**
   * Returns the CORS rules that W&amp;B needs, as input for {@code aws s3api put-bucket-cors
   * --cors-configuration}, for {@code gcloud storage buckets update --cors-file}, or for the
   * properties of an Azure account's blob service.
   */
  static String cors(BucketProvider provider) {
    var rule = CorsRule.NEEDED;
    return switch (provider) {
      case AWS, COREWEAVE, MINIO ->
          """
          {
            "CORSRules": [
              {
                "AllowedHeaders": %s,
                "AllowedMethods": %s,
                "AllowedOrigins": %s,
                "ExposeHeaders": %s,
                "MaxAgeSeconds": %d
              }
            ]
          }\
          """
              .formatted(
                  array(rule.headers()),
                  array(rule.methods()),
                  array(rule.origins()),
                  array(rule.exposed()),
                  rule.maxAgeSeconds());
      case GCP ->
          """
          [
            {
              "maxAgeSeconds": %d,
              "method": %s,
              "origin": %s,
              "responseHeader": %s
            }
          ]\
          """
              .formatted(
                  rule.maxAgeSeconds(),
                  array(rule.methods()),
                  array(rule.origins()),
                  array(rule.headers()));
      case AZURE ->
          """
          {
            "properties": {
              "cors": {
                "corsRules": [
                  {
                    "allowedHeaders": %s,
                    "allowedMethods": %s,
                    "allowedOrigins": %s,
                    "exposedHeaders": %s,
                    "maxAgeInSeconds": %d
                  }
                ]
              }
            }
          }\
          """
              .formatted(
                  array(rule.headers()),
                  array(rule.methods()),
                  array(rule.origins()),
                  array(rule.exposed()),
                  rule.maxAgeSeconds());
    };
  }

  /**
   * Returns the permissions that the credentials need; empty for Azure, where an account's key has
   * all.
   *
   * @param versions whether older versions must be deletable too
   */
  static Optional<String> permissions(
      BucketLocation location, BucketCredentials credentials, boolean versions) {
    return switch (location.provider()) {
      case AWS, COREWEAVE, MINIO -> Optional.of(policy(location, versions));
      case GCP ->
          credentials instanceof BucketCredentials.GoogleKey(var email, _)
              ? Optional.of(binding(email))
              : Optional.empty();
      case AZURE -> Optional.empty();
    };
  }

  private static String policy(BucketLocation location, boolean versions) {
    var arn = "arn:" + partition(location) + ":s3:::" + location.bucket();
    var actions =
        versions
            ? Stream.concat(OBJECT_ACTIONS.stream(), Stream.of(VERSION_ACTION)).sorted().toList()
            : OBJECT_ACTIONS;
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WandbBucket",
          "Effect": "Allow",
          "Action": %s,
          "Resource": "%s"
        },
        {
          "Sid": "WandbObjects",
          "Effect": "Allow",
          "Action": %s,
          "Resource": "%s"
        }
      ]
    }\
    """
        .formatted(
            lines(BUCKET_ACTIONS), arn, lines(actions), arn + "/" + literal(location.under("*")));
  }

  /** Escapes the stars in a path. Only the last star is a wildcard. */
  private static String literal(String pattern) {
    return pattern.substring(0, pattern.length() - 1).replace("*", "${*}") + "*";
  }

  private static String partition(BucketLocation location) {
    var region = location.provider() == BucketProvider.AWS ? location.region() : null;
    if (region == null) {
      return "aws";
    }
    return region.startsWith("cn-")
        ? "aws-cn"
        : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  private static String binding(String email) {
    return """
    {
      "bindings": [
        {
          "role": "roles/storage.objectAdmin",
          "members": ["serviceAccount:%s"]
        },
        {
          "role": "roles/storage.legacyBucketReader",
          "members": ["serviceAccount:%s"]
        }
      ]
    }\
    """
        .formatted(email, email);
  }

  private static String array(List<String> values) {
    return values.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  private static String lines(List<String> values) {
    return values.stream()
        .map(one -> "        \"" + one + '"')
        .collect(Collectors.joining(",\n", "[\n", "\n      ]"));
  }
}
