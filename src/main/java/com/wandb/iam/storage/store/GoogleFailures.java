package com.wandb.iam.storage.store;

import com.google.api.client.http.HttpResponseException;
import com.google.gson.stream.MalformedJsonException;
import com.wandb.iam.storage.store.StoreException.Reason;
import java.io.IOException;
import java.util.stream.Stream;

/** The reasons of failed requests to Google. */
final class GoogleFailures {
  private static final int DEPTH_MAX = 12;

  private GoogleFailures() {}

  /**
   * Returns the reason of a failure.
   *
   * @param absent the reason if Google answers that the object does not exist
   * @param anonymous whether the request was sent without credentials
   */
  static Reason reason(IOException failure, Reason absent, boolean anonymous) {
    var causes =
        Stream.<Throwable>iterate(failure, one -> one != null, Throwable::getCause)
            .limit(DEPTH_MAX)
            .toList();
    for (var cause : causes) {
      switch (cause) {
        case HttpResponseException answer -> {
          boolean aboutToken = cause != failure;
          return aboutToken
              ? tokenReason(answer.getStatusCode())
              : reason(answer, absent, anonymous);
        }
        case GoogleHttp.RedirectException _ -> {
          return Reason.REDIRECTED;
        }
        case MalformedJsonException _ -> {
          return Reason.NOT_THE_PROVIDER;
        }
        default -> {
          // The next cause may be more specific.
        }
      }
    }
    return ReachFailures.reason(failure).orElse(Reason.BROKEN);
  }

  private static Reason reason(HttpResponseException answer, Reason absent, boolean anonymous) {
    boolean ofGoogle =
        answer.getHeaders() != null
            && answer.getHeaders().getContentType() != null
            && !answer.getHeaders().getContentType().startsWith("text/html");
    return switch (answer.getStatusCode()) {
      case 401 -> anonymous ? Reason.FORBIDDEN : Reason.KEY_UNKNOWN;
      case 403 -> Reason.FORBIDDEN;
      case 404 -> ofGoogle ? absent : Reason.NOT_THE_PROVIDER;
      case 405, 501 -> Reason.NOT_OFFERED;
      case 429 -> Reason.OVERLOADED;
      default -> answer.getStatusCode() >= 500 ? Reason.OVERLOADED : Reason.REFUSED;
    };
  }

  /** Returns the reason of a failed token request, which reports an invalid key. */
  private static Reason tokenReason(int status) {
    return status >= 500 || status == 429 ? Reason.OVERLOADED : Reason.KEY_UNKNOWN;
  }
}
