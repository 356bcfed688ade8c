package com.wandb.iam.account.key;

import com.wandb.iam.kube.PlainText;
import com.wandb.iam.wandb.RemoteKey;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names keys for people: by their ids and descriptions, and never by the beginning of their secret
 * values. Bounded, because everyone who has a key of an account can create more with any
 * description.
 */
final class KeyNames {
  /** Maximum number of keys that are named; the others are counted. */
  static final int NAMED = 5;

  private static final int ID_MOST = 64;
  private static final int DESCRIPTION_MOST = 80;

  private KeyNames() {}

  /** Returns {@code ApiKey:1 (description), ApiKey:2 and 3 more}. */
  static String of(List<RemoteKey> keys) {
    var named = keys.stream().limit(NAMED).map(KeyNames::of).collect(Collectors.joining(", "));
    return keys.size() > NAMED ? named + " and " + (keys.size() - NAMED) + " more" : named;
  }

  private static String of(RemoteKey key) {
    var id = PlainText.within(ID_MOST, key.id());
    return key.description() == null || key.description().isBlank()
        ? id
        : id
            + " ("
            + PlainText.within(DESCRIPTION_MOST, key.description().strip().replaceAll("\\s+", " "))
            + ")";
  }
}
