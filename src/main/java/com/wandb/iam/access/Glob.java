package com.wandb.iam.access;

import java.util.Locale;

/**
 * Names with {@code *} for any run of characters. Matching takes linear space and no backtracking
 * explosion.
 */
public record Glob(String pattern) {

  /** Whether the whole text matches, letter by letter. */
  public boolean matches(String text) {
    int star = -1;
    int resume = 0;
    int p = 0;
    int t = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** As {@link #matches}, with upper and lower case alike, as e-mail addresses are compared. */
  public boolean matchesIgnoringCase(String text) {
    return new Glob(pattern.toLowerCase(Locale.ROOT)).matches(text.toLowerCase(Locale.ROOT));
  }
}
