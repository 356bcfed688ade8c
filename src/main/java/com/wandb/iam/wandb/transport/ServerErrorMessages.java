package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Errors that W&amp;B servers report only in the message, because neither the status nor the
 * GraphQL error distinguishes them. Quoted text and email addresses are ignored, because they may
 * contain any name: a team called "seat" is not a shortage of seats.
 */
public final class ServerErrorMessages {
  public static final String UNKNOWN_KEY =
      "the server does not know this API key: it is wrong, revoked or expired";

  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|`[^`]*`|(?<![\\p{L}\\d])'[^']*'(?![\\p{L}\\d])");
  private static final Pattern SEATS = Pattern.compile("\\bseats?\\b");
  private static final Pattern LICENCE = Pattern.compile("\\blicen[cs]e[ds]?\\b|\\benterprise\\b");
  private static final Pattern SWITCHED_OFF =
      Pattern.compile("\\b(disabled|switched off|turned off)\\b");
  private static final Pattern PROVIDER = Pattern.compile("\\bproviders?\\b");
  private static final Pattern BUCKET = Pattern.compile("\\b(storage)?buckets?\\b|\\bstorage\\b");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+");
  private static final Pattern EXISTS =
      Pattern.compile(
          "(?<!\\bnot |n't )\\balready (exists|in use|taken|(been )?invited"
              + "|(an? )?(pending |team )?members?)\\b");
  private static final Pattern ABSENT =
      Pattern.compile("\\b(not found|could not find|does not exist|no such)\\b");
  private static final Pattern FORBIDDEN =
      Pattern.compile("\\b(permissions?|relogin|forbidden|not authorized|unauthorized)\\b");

  private ServerErrorMessages() {}

  /**
   * Returns the refusal if a seat or a licence is missing or a feature is disabled, otherwise
   * empty.
   */
  static Optional<WandbException> refusal(String message) {
    var text = withoutNames(message);
    if (SEATS.matcher(text).find()) {
      return Optional.of(new Refused(Refusal.SEATS, message));
    }
    if (LICENCE.matcher(text).find()) {
      return Optional.of(new Refused(Refusal.LICENCE, message));
    }
    if (SWITCHED_OFF.matcher(text).find()) {
      return Optional.of(new Refused(Refusal.SWITCHED_OFF, message));
    }
    return Optional.empty();
  }

  /**
   * Returns the refusal of the bucket of a new team, or empty if the error is about something else.
   */
  public static Optional<WandbException> aboutBucket(WandbException.Invalid error) {
    var text = withoutNames(String.valueOf(error.getMessage()));
    if (PROVIDER.matcher(text).find()) {
      return Optional.of(new Refused(Refusal.STORAGE_PROVIDER, String.valueOf(error.getMessage())));
    }
    return BUCKET.matcher(text).find()
        ? Optional.of(new Refused(Refusal.BUCKET, String.valueOf(error.getMessage())))
        : Optional.empty();
  }

  /**
   * Returns the error for a status 400 that is no refusal. GraphQL messages distinguish more errors
   * than SCIM messages.
   */
  static WandbException complaint(Call call, String message) {
    return call.isGraphQl() ? graphQl(message) : new WandbException.Invalid(message);
  }

  /** Returns the refusal for a status 403. */
  static Refused forbidden(String message) {
    return new Refused(
        Refusal.FORBIDDEN,
        "the API key is valid, but its holder is not permitted to do this (403): " + message);
  }

  /** Returns the error for a message in GraphQL's errors, which mostly have status 200. */
  public static WandbException graphQl(String message) {
    var text = withoutNames(message);
    if (EXISTS.matcher(text).find()) {
      return new WandbException.Conflict(message, false);
    }
    var refusal = refusal(message);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (FORBIDDEN.matcher(text).find()) {
      return new Refused(Refusal.FORBIDDEN, message);
    }
    return ABSENT.matcher(text).find()
        ? new WandbException.NotFound(message)
        : new WandbException.Invalid(message);
  }

  /** Returns the message in lower case, without quoted text and email addresses. */
  private static String withoutNames(String message) {
    var unquoted = QUOTED.matcher(message).replaceAll(" ");
    return ADDRESS.matcher(unquoted).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
