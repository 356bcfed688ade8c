package com.wandb.iam.access;

import java.util.Locale;

/**
 * Pattern for names: {@code *} matches any sequence of characters, {@code ?} matches exactly one.
 * Matching never backtracks exponentially, because it remembers only the last {@code *}.
 */
public record Glob(String pattern) {

  /** Returns whether the whole text matches. Case counts. */
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

  /**
   * Returns whether the whole text matches, ignoring case. For email addresses and usernames,
   * because the W&amp;B server compares them without case.
   */
  public boolean matchesIgnoringCase(String text) {
    return new Glob(pattern.toLowerCase(Locale.ROOT)).matches(text.toLowerCase(Locale.ROOT));
  }
}
