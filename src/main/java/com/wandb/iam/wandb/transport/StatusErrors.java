package com.wandb.iam.wandb.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** Mapping of HTTP statuses to errors. */
final class StatusErrors {
  private StatusErrors() {}

  /** Throws if the status is not 2xx. */
  static void check(Call call, Answer answer, InstantSource clock) {
    int status = answer.status();
    if (status < 200 || status >= 300) {
      throw of(call, answer, new ServerTimes(answer.headers(), clock));
    }
  }

  private static WandbException of(Call call, Answer answer, ServerTimes times) {
    int status = answer.status();
    var own = message(answer).map(Redactor::clean);
    var message = own.orElseGet(() -> "the server answered " + status + " " + instead(answer));
    // For texts that contain the status already.
    var detail = own.orElseGet(() -> "the server answered " + instead(answer));
    return switch (status) {
      case 400, 422 ->
          ServerErrorMessages.refusal(message)
              .orElseGet(() -> ServerErrorMessages.complaint(call, message));
      case 401 -> new Refused(Refusal.UNAUTHENTICATED, ServerErrorMessages.UNKNOWN_KEY + " (401)");
      case 403 ->
          ServerErrorMessages.refusal(message)
              .orElseGet(() -> ServerErrorMessages.forbidden(detail));
      case 404 -> absent(call, answer, message);
      case 408 -> outage(Outage.TIMEOUT, "the server timed out (408)", call, times);
      case 409 -> new WandbException.Conflict(message, false);
      case 412 -> new WandbException.Conflict("the object changed since it was read (412)", true);
      case 429 ->
          new WandbException.Throttled(
              "the server received too many requests (429)", times.retryAfter().orElse(null));
      default ->
          status >= 500
              ? outage(
                  Outage.SERVER_ERROR, "the server failed (" + status + "): " + detail, call, times)
              : status >= 300 && status < 400
                  ? redirected(answer)
                  : new WandbException.Invalid(
                      own.map(text -> "the server answered " + status + ": " + text)
                          .orElse(message));
    };
  }

  /**
   * Returns the error for a status 404. Only an error in the server's own format means that the
   * object does not exist, because a proxy that lost its route also returns 404, and absent objects
   * are recreated or forgotten.
   */
  private static WandbException absent(Call call, Answer answer, String message) {
    var document = Json.tryRead(answer.body());
    if (call.isGraphQl()) {
      return document.filter(StatusErrors::isGraphQlError).isPresent()
          ? new WandbException.NotFound(message)
          : Malformed.answer("there is no GraphQL API at this URL; check spec.url");
    }
    return document.filter(StatusErrors::isScimError).isPresent()
        ? new WandbException.NotFound(message)
        : Malformed.notRouted();
  }

  private static boolean isScimError(JsonNode document) {
    return document.path("detail").isTextual()
        || document.path("schemas").path(0).asText("").endsWith(":Error");
  }

  private static boolean isGraphQlError(JsonNode document) {
    return document.path("errors").isArray() || document.path("error").isTextual();
  }

  private static Unavailable outage(Outage reason, String message, Call call, ServerTimes times) {
    return new Unavailable(reason, message, call.write(), times.retryAfter().orElse(null), null);
  }

  private static Unavailable redirected(Answer answer) {
    return new Unavailable(
        Outage.MALFORMED,
        "the URL redirects to "
            + host(answer)
            + ", and redirects are not followed: set spec.url to the server's own URL",
        false,
        null,
        null);
  }

  private static String host(Answer answer) {
    var location = answer.headers().firstValue("Location").orElse("");
    try {
      var host = URI.create(location).getHost();
      return host == null ? "another URL" : host;
    } catch (IllegalArgumentException unreadable) {
      return "another URL";
    }
  }

  /** Returns the server's own message; empty if the answer has none. */
  private static Optional<String> message(Answer answer) {
    return answer.isPage()
        ? Optional.empty()
        : Json.tryRead(answer.body())
            .flatMap(StatusErrors::sentence)
            .or(() -> Optional.of(answer.body()))
            .filter(text -> !text.isBlank());
  }

  /** Returns what the answer has in place of a message, as the end of a sentence. */
  private static String instead(Answer answer) {
    return answer.isPage() ? "with a web page instead of an API answer" : "without a message";
  }

  private static Optional<String> sentence(JsonNode document) {
    for (var field : new String[] {"detail", "error", "message"}) {
      if (document.path(field).isTextual()) {
        return Optional.of(document.path(field).asText());
      }
    }
    var first = document.path("errors").path(0).path("message");
    return first.isTextual() ? Optional.of(first.asText()) : Optional.empty();
  }
}
