package com.wandb.iam.cluster;

/**
 * Library with which Flux, and Helm with --wait, decide whether a resource is ready. Tests call the
 * real library, so that they check our conditions against its real behaviour.
 */
public final class KstatusJudge {
  private static final GoJudge PROGRAM = new GoJudge("kstatus");

  private KstatusJudge() {}

  /** Returns whether this machine has Go to build the judge, or an earlier build. */
  public static boolean available() {
    return PROGRAM.available();
  }

  /**
   * Judges one resource.
   *
   * @param json the whole resource as the API server returns it
   * @throws IllegalStateException if the judge cannot be built, or if the JSON is not a resource
   */
  public static HealthVerdict judge(String json) {
    return PROGRAM.ask(json);
  }
}
