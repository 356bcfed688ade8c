package com.wandb.iam.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The machine on which tests run. */
public final class Machine {
  private static final boolean MUST_HAVE_ALL = "true".equals(System.getenv("CI"));

  private Machine() {}

  /**
   * Skips the tests that call this where the machine has not what they need, and says so. In CI,
   * where {@code CI=true} is set, nothing is skipped: they fail.
   *
   * @param what in words
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
