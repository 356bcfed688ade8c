package com.wandb.iam.benchmark;

import static com.wandb.iam.benchmark.AccessInputs.MEMBERSHIPS;

import com.wandb.iam.access.PermissionModel;
import com.wandb.iam.access.plan.Plan;
import com.wandb.iam.benchmark.AccessInputs.GrantedTeams;
import com.wandb.iam.benchmark.AccessInputs.HeldMemberships;
import com.wandb.iam.benchmark.AccessInputs.MembershipRequests;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures how fast the permission model evaluates 10,000 memberships: actions of users, tenant
 * limits and plans. One call of a method here evaluates all of them.
 */
// JMH needs public classes that are not final, because it generates subclasses.
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = AccessBenchmark.SECONDS, time = 1)
public class AccessBenchmark {
  static final int SECONDS = 7;

  /**
   * One row of the printed table.
   *
   * @param method of this class
   * @param operations calls of the model in one call of the method
   */
  private record Row(String method, String measured, long operations) {
    boolean isOf(RunResult result) {
      return result.getParams().getBenchmark().endsWith("." + method);
    }

    String text(RunResult result) {
      var passes = result.getPrimaryResult().getStatistics();
      var typical = passes.getPercentile(50);
      return "| %s | %,.0f | %,.0f | %.2f ms (%.2f to %.2f) |"
          .formatted(
              measured,
              typical * operations,
              typical * MEMBERSHIPS,
              1000 / typical,
              1000 / passes.getMax(),
              1000 / passes.getMin());
    }
  }

  @Benchmark
  public void permissions(HeldMemberships memberships, Blackhole sink) {
    for (var membership : memberships.all) {
      sink.consume(membership.held().effective());
      for (var action : HeldMemberships.ACTIONS) {
        sink.consume(PermissionModel.can(membership.person(), action, membership.target()));
      }
    }
  }

  @Benchmark
  public void tenancy(MembershipRequests requests, Blackhole sink) {
    for (var request : requests.all) {
      sink.consume(requests.tenancy.check(request, "spec"));
    }
  }

  @Benchmark
  public Plan plan(GrantedTeams teams) {
    var team = teams.next();
    return Plan.toGrant(team.grants(), team.observed());
  }

  static void run() throws RunnerException {
    int questions = HeldMemberships.ACTIONS.size();
    var rows =
        new Row[] {
          new Row(
              "permissions",
              "effective permissions and " + questions + " verdicts each",
              MEMBERSHIPS * (1L + questions)),
          new Row("tenancy", "a check against 20 tenants each", MEMBERSHIPS),
          new Row("plan", "one plan for all", 1)
        };
    var options =
        new OptionsBuilder()
            .include(AccessBenchmark.class.getName())
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    var results = new Runner(options).run();
    System.out.println(
        "| of 10,000 memberships | operations a second (calls of the model) | memberships a second"
            + " | 10,000 take (median of "
            + SECONDS
            + " seconds; best to worst) |");
    System.out.println("| --- | --- | --- | --- |");
    for (var row : rows) {
      results.stream().filter(row::isOf).map(row::text).forEach(System.out::println);
    }
  }
}
