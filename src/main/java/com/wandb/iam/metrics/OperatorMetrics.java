package com.wandb.iam.metrics;

import com.wandb.iam.access.plan.StepKind;
import com.wandb.iam.operator.OperatorStats;
import com.wandb.iam.operator.ServerStats;
import com.wandb.iam.reconcile.ReconcileOutcome;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.wandb.transport.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Metrics of the operator in Prometheus' text format. Thread-safe. */
public final class OperatorMetrics implements RequestObserver, WorkObserver {
  static final String SERVER = "server";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  /** Metrics that promtool rejects: an abbreviated unit, and a count without a histogram. */
  private static final Set<String> REJECTED_NAMES = Set.of("process.cpu.time", "system.cpu.count");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScrapedGauges gauges = new ScrapedGauges(registry, InstantSource.system());

  /**
   * @param version the version of the operator
   */
  public OperatorMetrics(String version) {
    registry.config().meterFilter(MeterFilter.deny(id -> REJECTED_NAMES.contains(id.getName())));
    Gauge.builder("wandb.iam.build.info", () -> 1)
        .description("Always 1; the label version is the version of the operator")
        .tag("version", version)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public void observed(String server, String operation, String outcome, Duration took) {
    Timer.builder("wandb.iam.request.duration")
        .description("Duration of requests to W&B servers, including the wait in the rate limiter")
        .tags(SERVER, server, "operation", operation, "outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  @Override
  public void passed(String kind, ReconcileOutcome outcome, Duration took) {
    Timer.builder("wandb.iam.reconcile.duration")
        .description("Duration of reconciliations by kind and outcome")
        .tags("kind", kind, "outcome", ScrapedGauges.word(outcome))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  @Override
  public void stepDone(String server, StepKind kind) {
    Counter.builder("wandb.iam.steps")
        .description("Changes applied to team members")
        .tags(SERVER, server, "step", ScrapedGauges.word(kind))
        .register(registry)
        .increment();
  }

  @Override
  public void planApplied(String server) {
    count("wandb.iam.plans.applied", "Plans applied, at least in part", server);
  }

  @Override
  public void planHeld(String server) {
    count("wandb.iam.plans.newly.held", "Plans newly held for approval", server);
  }

  @Override
  public void driftCorrected(String server) {
    count(
        "wandb.iam.drift.corrected", "Changes by other clients that the operator reverted", server);
  }

  private void count(String name, String description, String server) {
    Counter.builder(name)
        .description(description)
        .tag(SERVER, server)
        .register(registry)
        .increment();
  }

  /**
   * Returns all metrics in the text format {@link MetricsServer#CONTENT_TYPE}.
   *
   * @param figures the current statistics; metrics of servers that they do not contain are removed
   */
  public synchronized String scrape(OperatorStats figures) {
    forgetOthers(figures.servers().stream().map(ServerStats::name).collect(Collectors.toSet()));
    gauges.set(figures);
    return registry.scrape();
  }

  private void forgetOthers(Set<String> servers) {
    List.copyOf(registry.getMeters()).stream()
        .filter(meter -> meter.getId().getTag(SERVER) != null)
        .filter(meter -> !servers.contains(meter.getId().getTag(SERVER)))
        .forEach(registry::remove);
  }
}
