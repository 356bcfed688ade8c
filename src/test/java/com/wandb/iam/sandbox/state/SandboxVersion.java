package com.wandb.iam.sandbox.state;

/** Server versions with differences that a client must support. */
public enum SandboxVersion {
  V0_78("0.78.0"),
  V0_80_1("0.80.1"),
  V0_81("0.81.0"),
  V0_83("0.83.0"),
  V0_84("0.84.0");

  private final String text;

  SandboxVersion(String text) {
    this.text = text;
  }

  /** Returns the version as the server reports it, such as {@code 0.80.1}. */
  public String text() {
    return text;
  }

  /** Returns the version named {@code 0.81}, {@code 0.81.0}, {@code v0.81.0} or {@code V0_81}. */
  public static SandboxVersion parse(String given) {
    String wanted = given.strip().replaceFirst("^[vV]", "").replace('_', '.');
    for (SandboxVersion version : values()) {
      if (version.text.equals(wanted) || version.text.equals(wanted + ".0")) {
        return version;
      }
    }
    throw new IllegalArgumentException("no such version: " + given);
  }

  boolean atLeast(SandboxVersion other) {
    return compareTo(other) >= 0;
  }

  public boolean acceptsBearer() {
    return atLeast(V0_80_1);
  }

  public boolean emailsAreAList() {
    return atLeast(V0_80_1);
  }

  public boolean serviceAccountsThroughScim() {
    return atLeast(V0_81);
  }

  public boolean hashesKeys() {
    return atLeast(V0_84);
  }
}
