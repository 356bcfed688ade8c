package com.wandb.iam.wandb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Which status and which words mean which error: decided here and nowhere else. */
final class StatusErrors {
  private StatusErrors() {}

  /** Throws where the status is not one of success. */
  static void check(Call call, Answer answer, Redactor redactor, InstantSource clock) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return;
    }
    var words = redactor.clean(words(answer));
    throw switch (status) {
      case 400, 422 -> byWords(words).orElseGet(() -> new WandbException.Invalid(words));
      case 401 ->
          new Refused(
              Refusal.UNAUTHENTICATED,
              "the server does not know this key: it is wrong, revoked or expired (401)");
      case 403 ->
          byWords(words)
              .orElseGet(
                  () ->
                      new Refused(
                          Refusal.FORBIDDEN,
                          "the key is good and its holder may not do this (403): " + words));
      case 404 -> new WandbException.NotFound(words);
      case 409 -> new WandbException.Conflict(words, false);
      case 412 -> new WandbException.Conflict("the object changed since it was read (412)", true);
      case 429 ->
          new WandbException.Throttled(
              "the server asks for fewer requests (429)",
              Transport.retryAfter(answer, clock).orElse(null));
      default -> other(call, answer, words, clock);
    };
  }

  private static WandbException other(Call call, Answer answer, String words, InstantSource clock) {
    int status = answer.status();
    if (status >= 500) {
      return new Unavailable(
          Outage.SERVER_ERROR,
          "the server failed (" + status + "): " + words,
          call.write(),
          Transport.retryAfter(answer, clock).orElse(null),
          null);
    }
    if (status >= 300 && status < 400) {
      return new Unavailable(
          Outage.MALFORMED,
          "the address redirects to "
              + host(answer)
              + ", which is not followed: put the server's own address into spec.url",
          false,
          null,
          null);
    }
    return new WandbException.Invalid("the server answered " + status + ": " + words);
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

  /** What GraphQL says in its errors, with status 200. */
  static WandbException graphQl(String words) {
    var lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("already exists")) {
      return new WandbException.Conflict(words, false);
    }
    return byWords(words)
        .orElseGet(
            () -> {
              if (lower.contains("not found") || lower.contains("could not find")) {
                return new WandbException.NotFound(words);
              }
              if (lower.contains("permission")
                  || lower.contains("relogin")
                  || lower.contains("forbidden")
                  || lower.contains("not authorized")) {
                return new Refused(Refusal.FORBIDDEN, words);
              }
              return new WandbException.Invalid(words);
            });
  }

  /** Refusals that W&B tells by words alone. */
  private static Optional<WandbException> byWords(String words) {
    var lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("seat")) {
      return Optional.of(new Refused(Refusal.SEATS, words));
    }
    if (lower.contains("licen") || lower.contains("enterprise")) {
      return Optional.of(new Refused(Refusal.LICENCE, words));
    }
    if (lower.contains("disabled")) {
      return Optional.of(new Refused(Refusal.SWITCHED_OFF, words));
    }
    return Optional.empty();
  }

  private static String words(Answer answer) {
    if (answer.isPage()) {
      return "a web page instead of an answer (" + answer.status() + ")";
    }
    return Json.tryRead(answer.body())
        .flatMap(StatusErrors::sentence)
        .orElseGet(() -> answer.body().isEmpty() ? "no words" : answer.body());
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
