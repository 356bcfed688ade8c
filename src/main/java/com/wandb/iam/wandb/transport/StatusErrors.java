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

/** Which status means which error: decided here and nowhere else. */
final class StatusErrors {
  private StatusErrors() {}

  /** Throws where the status is not one of success. */
  static void check(Call call, Answer answer, InstantSource clock) {
    int status = answer.status();
    if (status < 200 || status >= 300) {
      throw of(call, answer, words(answer), new ServerTimes(answer.headers(), clock));
    }
  }

  private static WandbException of(Call call, Answer answer, String raw, ServerTimes times) {
    int status = answer.status();
    var words = Redactor.clean(raw);
    return switch (status) {
      case 400, 422 ->
          ServerErrorMessages.refusal(words)
              .orElseGet(() -> ServerErrorMessages.complaint(call, words));
      case 401 -> new Refused(Refusal.UNAUTHENTICATED, ServerErrorMessages.UNKNOWN_KEY + " (401)");
      case 403 ->
          ServerErrorMessages.refusal(words).orElseGet(() -> ServerErrorMessages.forbidden(words));
      case 404 -> absent(call, answer, words);
      case 408 -> silence(Outage.TIMEOUT, "the server gave up waiting (408)", call, times);
      case 409 -> new WandbException.Conflict(words, false);
      case 412 -> new WandbException.Conflict("the object changed since it was read (412)", true);
      case 429 ->
          new WandbException.Throttled(
              "the server asks for fewer requests (429)", times.retryAfter().orElse(null));
      default ->
          status >= 500
              ? silence(
                  Outage.SERVER_ERROR, "the server failed (" + status + "): " + words, call, times)
              : status >= 300 && status < 400
                  ? redirected(answer)
                  : new WandbException.Invalid("the server answered " + status + ": " + words);
    };
  }

  /**
   * That an object does not exist is believed only in the server's own form: a proxy in between
   * that has lost its route says 404 too, and what is taken for absent is made anew or forgotten.
   */
  private static WandbException absent(Call call, Answer answer, String words) {
    var document = Json.tryRead(answer.body());
    if (call.isGraphQl()) {
      return document.filter(StatusErrors::isGraphQlError).isPresent()
          ? new WandbException.NotFound(words)
          : Malformed.answer("there is no GraphQL at this address; is spec.url the server's?");
    }
    return document.filter(StatusErrors::isScimError).isPresent()
        ? new WandbException.NotFound(words)
        : Malformed.notRouted();
  }

  private static boolean isScimError(JsonNode document) {
    return document.path("detail").isTextual()
        || document.path("schemas").path(0).asText("").endsWith(":Error");
  }

  private static boolean isGraphQlError(JsonNode document) {
    return document.path("errors").isArray() || document.path("error").isTextual();
  }

  private static Unavailable silence(Outage reason, String message, Call call, ServerTimes times) {
    return new Unavailable(reason, message, call.write(), times.retryAfter().orElse(null), null);
  }

  private static Unavailable redirected(Answer answer) {
    return new Unavailable(
        Outage.MALFORMED,
        "the address redirects to "
            + host(answer)
            + ", which is not followed: put the server's own address into spec.url",
        false,
        null,
        null);
  }

  private static String host(Answer answer) {
    var location = answer.headers().firstValue("Location").orElse("");
    try {
      var host = URI.create(location).getHost();
      return host == null ? "another address" : host;
    } catch (IllegalArgumentException odd) {
      return "another address";
    }
  }

  private static String words(Answer answer) {
    if (answer.isPage()) {
      return "a web page instead of an answer (" + answer.status() + ")";
    }
    return Json.tryRead(answer.body())
        .flatMap(StatusErrors::sentence)
        .orElseGet(() -> answer.body().isBlank() ? "no words" : answer.body());
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
