package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Machine on which tests run. */
public final class Machine {
  private static final boolean MUST_HAVE_ALL = "true".equals(System.getenv("CI"));

  private Machine() {}

  /**
   * Skips the calling test with a message if the machine lacks a tool. In CI ({@code CI=true}) the
   * test fails instead.
   *
   * @param what name of the tool for the message
   */
  public static void needs(boolean has, String what) {
    if (MUST_HAVE_ALL) {
      assertThat(has).as("this machine has " + what + ", as it must in CI").isTrue();
    } else if (!has) {
      System.out.println("Skipped: there is no " + what);
      assumeTrue(false, "no " + what);
    }
  }
}
