package com.wandb.iam.loop.world;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Searches texts for keys: for any part of a key that is longer than the prefix that servers show.
 * Finds keys in plain text, in base64 of either alphabet at any offset, and URL-encoded. Reports a
 * match without the key.
 */
public final class LeakGrep {
  /** Servers show the first 20 characters of a key. */
  static final int RUN = 24;

  private static final long BASE = 1_000_003;
  private static final int SIEVE = 1 << 24;
  private static final int BEFORE = 60;

  /** Hashes of key parts, each with the number of its key. */
  private final Map<Long, Integer> runs = new HashMap<>();

  /** Filter of hashes, which excludes nearly all of the text quickly. */
  private final BitSet sieve = new BitSet(SIEVE);

  private final List<String> keys;
  private final long outgoing;

  public LeakGrep(Collection<String> keys) {
    long power = 1;
    for (int i = 1; i < RUN; i++) {
      power *= BASE;
    }
    outgoing = power;
    this.keys = List.copyOf(keys);
    for (int number = 0; number < this.keys.size(); number++) {
      int key = number;
      forms(this.keys.get(number)).forEach(form -> remember(form, key));
    }
  }

  /**
   * Returns a key, and the parts of its base64 forms that do not depend on the surrounding text.
   */
  private static Stream<String> forms(String key) {
    var bytes = key.getBytes(UTF_8);
    var forms = Stream.<String>builder().add(key);
    for (int skipped = 0; skipped < 3; skipped++) {
      int whole = (bytes.length - skipped) / 3 * 3;
      var part = Arrays.copyOfRange(bytes, skipped, skipped + whole);
      forms.add(Base64.getEncoder().encodeToString(part));
      forms.add(Base64.getUrlEncoder().encodeToString(part));
    }
    return forms.build().distinct();
  }

  private void remember(String form, int key) {
    for (int at = 0; at + RUN <= form.length(); at++) {
      long hash = hash(form, at);
      runs.put(hash, key);
      sieve.set(slot(hash));
    }
  }

  private static long hash(String text, int at) {
    long hash = 0;
    for (int i = at; i < at + RUN; i++) {
      hash = hash * BASE + text.charAt(i);
    }
    return hash;
  }

  private static int slot(long hash) {
    return (int) ((hash ^ (hash >>> 29)) & (SIEVE - 1));
  }

  /**
   * Returns the texts that contain keys.
   *
   * @param texts by their names
   * @return a sentence for each text with a key
   */
  public List<String> foundIn(Map<String, String> texts) {
    var found = new ArrayList<String>();
    texts.forEach(
        (what, text) ->
            find(text)
                .or(() -> find(decoded(text)))
                .ifPresent(where -> found.add(what + ": " + where)));
    return found;
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return "";
    }
    var out = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      int high = c == '%' && at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(at + 2), 16);
      if (low < 0) {
        out.write(c);
      } else {
        out.write(high * 16 + low);
        at += 2;
      }
    }
    return out.toString(ISO_8859_1);
  }

  private Optional<String> find(String text) {
    if (text.length() < RUN) {
      return Optional.empty();
    }
    long hash = hash(text, 0);
    for (int at = 0; ; at++) {
      if (sieve.get(slot(hash)) && isRun(hash, text.substring(at, at + RUN))) {
        return Optional.of(
            "key %d of %d stands after \"%s\""
                .formatted(
                    runs.get(hash) + 1, keys.size(), text.substring(Math.max(0, at - BEFORE), at)));
      }
      if (at + RUN == text.length()) {
        return Optional.empty();
      }
      hash = (hash - text.charAt(at) * outgoing) * BASE + text.charAt(at + RUN);
    }
  }

  private boolean isRun(long hash, String text) {
    var key = runs.get(hash);
    return key != null && forms(keys.get(key)).anyMatch(form -> form.contains(text));
  }
}
