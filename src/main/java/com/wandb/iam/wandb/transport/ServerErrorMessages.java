package com.wandb.iam.wandb.transport;

import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What W&amp;B tells by words alone, because a status or a GraphQL error has no room for it. What
 * stands in quotes is somebody's name or text and is not looked at, nor is an e-mail address: a
 * team called "seat" is no shortage of seats.
 */
public final class ServerErrorMessages {
  public static final String UNKNOWN_KEY =
      "the server does not know this key: it is wrong, revoked or expired";

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

  /** A refusal for want of a seat or a licence, or because somebody switched it off. */
  static Optional<WandbException> refusal(String words) {
    var own = own(words);
    if (SEATS.matcher(own).find()) {
      return Optional.of(new Refused(Refusal.SEATS, words));
    }
    if (LICENCE.matcher(own).find()) {
      return Optional.of(new Refused(Refusal.LICENCE, words));
    }
    if (SWITCHED_OFF.matcher(own).find()) {
      return Optional.of(new Refused(Refusal.SWITCHED_OFF, words));
    }
    return Optional.empty();
  }

  /** What is said against the bucket of a team that is to be made; empty where it is not that. */
  public static Optional<WandbException> aboutBucket(WandbException.Invalid error) {
    var own = own(String.valueOf(error.getMessage()));
    if (PROVIDER.matcher(own).find()) {
      return Optional.of(new Refused(Refusal.STORAGE_PROVIDER, String.valueOf(error.getMessage())));
    }
    return BUCKET.matcher(own).find()
        ? Optional.of(new Refused(Refusal.BUCKET, String.valueOf(error.getMessage())))
        : Optional.empty();
  }

  /** What a 400 means that is none of these refusals; GraphQL says more by words than SCIM. */
  static WandbException complaint(Call call, String words) {
    return call.isGraphQl() ? graphQl(words) : new WandbException.Invalid(words);
  }

  static Refused forbidden(String words) {
    return new Refused(
        Refusal.FORBIDDEN, "the key is good and its holder may not do this (403): " + words);
  }

  /** What GraphQL says in its errors, mostly with status 200. */
  public static WandbException graphQl(String words) {
    var own = own(words);
    if (EXISTS.matcher(own).find()) {
      return new WandbException.Conflict(words, false);
    }
    var refusal = refusal(words);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (FORBIDDEN.matcher(own).find()) {
      return new Refused(Refusal.FORBIDDEN, words);
    }
    return ABSENT.matcher(own).find()
        ? new WandbException.NotFound(words)
        : new WandbException.Invalid(words);
  }

  private static String own(String words) {
    var unquoted = QUOTED.matcher(words).replaceAll(" ");
    return ADDRESS.matcher(unquoted).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
