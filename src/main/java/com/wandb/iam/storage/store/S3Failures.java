package com.wandb.iam.storage.store;

import com.wandb.iam.storage.store.StoreException.Reason;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The reasons of failed requests to a store with the S3 protocol. */
final class S3Failures {
  private S3Failures() {}

  /**
   * @param region the region in the answer of the store
   */
  static StoreException of(SdkException failure, Optional<String> region) {
    if (failure instanceof S3Exception answer) {
      return of(answer, region);
    }
    // Because an answer that is not S3 fails without a cause about the connection.
    return new StoreException(ReachFailures.reason(failure).orElse(Reason.NOT_THE_PROTOCOL));
  }

  private static StoreException of(S3Exception answer, Optional<String> region) {
    var code =
        Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    return switch (code) {
      case "NoSuchBucket" -> new StoreException(Reason.NO_BUCKET);
      case "NoSuchKey",
          "NoSuchVersion",
          "NoSuchUpload",
          "NoSuchCORSConfiguration",
          "ServerSideEncryptionConfigurationNotFoundError" ->
          new StoreException(Reason.NOT_FOUND);
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity", "InvalidToken" ->
          new StoreException(Reason.KEY_UNKNOWN);
      case "RequestTimeTooSkewed", "RequestExpired" -> new StoreException(Reason.CLOCKS_DIFFER);
      case "AccessDenied", "AllAccessDisabled", "AccountProblem" ->
          new StoreException(Reason.FORBIDDEN);
      case "NotImplemented", "MethodNotAllowed", "XNotImplemented" ->
          new StoreException(Reason.NOT_OFFERED);
      case "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "IncorrectRegion" ->
          StoreException.elsewhere(region.orElse(null));
      case "" -> withoutCode(answer.statusCode());
      default -> byStatus(answer.statusCode());
    };
  }

  /** Every error of S3 has a code, so an answer without a code is not from S3. */
  private static StoreException withoutCode(int status) {
    if (status >= 300 && status < 400) {
      return new StoreException(Reason.REDIRECTED);
    }
    return new StoreException(
        status >= 500 || status == 429 ? Reason.OVERLOADED : Reason.NOT_THE_PROTOCOL);
  }

  private static StoreException byStatus(int status) {
    return new StoreException(
        switch (status) {
          case 401 -> Reason.KEY_UNKNOWN;
          case 403 -> Reason.FORBIDDEN;
          case 404 -> Reason.NOT_FOUND;
          case 405, 501 -> Reason.NOT_OFFERED;
          case 429 -> Reason.OVERLOADED;
          default -> status >= 500 ? Reason.OVERLOADED : Reason.REFUSED;
        });
  }
}
