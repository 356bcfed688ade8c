package com.wandb.iam.benchmark;

import java.util.Arrays;
import java.util.List;

/** Prints the results of all benchmarks, or of the named ones. */
public final class Benchmarks {
  private static final List<String> ALL = List.of("start", "accounts", "memberships", "access");

  private Benchmarks() {}

  /**
   * @param arguments names of benchmarks; empty means all
   */
  public static void main(String[] arguments) throws Exception {
    for (var name : arguments.length == 0 ? ALL : Arrays.asList(arguments)) {
      System.out.println("== " + name);
      switch (name) {
        case "start" -> StartBenchmark.run();
        case "accounts" -> AccountsBenchmark.run();
        case "memberships" -> MembershipsBenchmark.run();
        case "access" -> AccessBenchmark.run();
        default -> {
          System.err.println("no benchmark " + name + "; there are " + ALL);
          System.exit(2);
        }
      }
    }
    System.exit(0);
  }
}
