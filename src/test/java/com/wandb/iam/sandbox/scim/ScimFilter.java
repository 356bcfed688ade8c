package com.wandb.iam.sandbox.scim;

import com.wandb.iam.sandbox.state.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The only filter form that the server accepts: {@code attribute eq "value"}. */
record ScimFilter(String attribute, String value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([A-Za-z.]+)\\s+eq\\s+\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

  /** Some clients send the quotes of a path with literal backslashes. */
  private static final Pattern PATH =
      Pattern.compile("([A-Za-z]+)\\[([A-Za-z]+) eq \\\\?\"(.*?)\\\\?\"\\]");

  static ScimFilter parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Refusal.invalid("unsupported filter: " + text);
    }
    return new ScimFilter(form.group(1), form.group(2).replaceAll("\\\\(.)", "$1"));
  }

  /** Returns the value in a path such as {@code members[value eq "x"]}. Refuses other paths. */
  static String inPath(String path, String list, String attribute) {
    Matcher form = PATH.matcher(path);
    if (!form.matches() || !form.group(1).equals(list) || !form.group(2).equals(attribute)) {
      throw Refusal.invalid("unsupported path: " + path);
    }
    return form.group(3);
  }
}
