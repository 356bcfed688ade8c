package com.wandb.iam.cluster;

/**
 * The library by which Flux, and Helm when it waits, decide whether a resource is ready: asked for
 * real, so that our conditions are held to what they do and not to what we think they do.
 */
public final class KstatusJudge {
  private static final GoJudge PROGRAM = new GoJudge("kstatus");

  private KstatusJudge() {}

  /** Whether there is a Go on this machine to build the judge, or one that was built before. */
  public static boolean available() {
    return PROGRAM.available();
  }

  /**
   * Judges one resource.
   *
   * @param json the whole resource as the API server returns it
   * @throws IllegalStateException when the judge cannot be built, or when this is no resource
   */
  public static HealthVerdict judge(String json) {
    return PROGRAM.ask(json);
  }
}
