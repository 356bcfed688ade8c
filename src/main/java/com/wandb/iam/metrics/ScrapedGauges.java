package com.wandb.iam.metrics;

import static com.wandb.iam.metrics.OperatorMetrics.SERVER;

import com.wandb.iam.operator.KeyStats;
import com.wandb.iam.operator.OperatorStats;
import com.wandb.iam.operator.ServerStats;
import com.wandb.iam.operator.SnapshotStats;
import com.wandb.iam.server.sync.ServerState;
import com.wandb.iam.wandb.LimitState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Gauges that are set at each scrape. A series without a value is removed. */
final class ScrapedGauges {
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Map<String, MultiGauge> gauges = new HashMap<>();

  ScrapedGauges(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  void set(OperatorStats figures) {
    set("leader", "1 if this replica is the leader", one(figures.leading() ? 1 : 0));
    set("reconcile.active", "Reconciliations in progress", one(figures.busy()));
    set("reconcile.queued", "Resources that wait for a worker", one(figures.queued()));
    set(
        "resources.declared",
        "Resources by kind",
        figures.declared().entrySet().stream()
            .map(entry -> Row.of(Tags.of("kind", entry.getKey()), entry.getValue())));
    set(
        "resources",
        "Resources by kind, condition and the condition's status",
        figures.conditions().entrySet().stream()
            .map(entry -> Row.of(tags(entry.getKey()), entry.getValue())));
    setServers(figures.servers());
    setSnapshots(figures.servers(), clock.instant());
    setKeys(figures.servers(), clock.instant());
  }

  private void setServers(List<ServerStats> servers) {
    set(
        "server.state",
        "1 for the state of the server after its latest sync, 0 for the other states",
        servers.stream()
            .flatMap(server -> states(server.name(), ServerState.values(), server.state())));
    set(
        "breaker.state",
        "1 for the state of the circuit breaker, 0 for the other states",
        servers.stream()
            .flatMap(
                server ->
                    states(server.name(), LimitState.Breaker.values(), server.limits().breaker())));
    set(
        "limiter.turns",
        "Requests that the rate limit allows now",
        servers,
        s -> s.limits().availableRequests());
    set(
        "limiter.places",
        "Requests that the concurrency limit allows in addition to those in flight",
        servers,
        s -> s.limits().freeSlots());
    set(
        "limiter.pause.seconds",
        "Remaining seconds of a pause that the server requested",
        servers,
        server -> seconds(server.limits().pause()));
    set("plans.held", "Teams whose plan waits for approval", servers, ServerStats::plansHeld);
  }

  private void setSnapshots(List<ServerStats> servers, Instant now) {
    set(
        "snapshot.age.seconds",
        "Seconds since the snapshot of the server was read",
        times(
            servers,
            server -> server.snapshot().map(SnapshotStats::asOf),
            asOf -> Duration.between(asOf, now)));
    set(
        "snapshot.objects",
        "Objects in the snapshot of the server by type",
        servers.stream()
            .flatMap(
                server ->
                    server.snapshot().stream().flatMap(known -> sizes(server.name(), known))));
  }

  private void setKeys(List<ServerStats> servers, Instant now) {
    set(
        "keys",
        "API keys of service accounts by state",
        servers.stream().flatMap(server -> keys(server.name(), server.keys())));
    set(
        "key.oldest.age.seconds",
        "Age of the oldest current API key in seconds",
        times(
            servers,
            server -> Optional.ofNullable(server.keys().oldest()),
            made -> Duration.between(made, now)));
    set(
        "key.rotation.due.seconds",
        "Seconds until the next scheduled key rotation; negative if it is overdue",
        times(
            servers,
            server -> Optional.ofNullable(server.keys().nextRotation()),
            due -> Duration.between(now, due)));
  }

  private static Stream<Row<?>> sizes(String server, SnapshotStats known) {
    return Stream.of(
        typed(server, "type", "team", known.teams()),
        typed(server, "type", "user", known.users()),
        typed(server, "type", "service_account", known.accounts()),
        typed(server, "type", "role", known.roles()));
  }

  private static Stream<Row<?>> keys(String server, KeyStats keys) {
    return Stream.of(
        typed(server, "state", "current", keys.current()),
        typed(server, "state", "previous", keys.previous()),
        typed(server, "state", "rolling_out", keys.rollingOut()));
  }

  private static <E extends Enum<E>> Stream<Row<?>> states(String server, E[] all, E now) {
    return Arrays.stream(all)
        .map(state -> typed(server, "state", word(state), state == now ? 1 : 0));
  }

  private static Row<?> typed(String server, String label, String value, Number number) {
    return Row.of(Tags.of(SERVER, server, label, value), number);
  }

  private static Stream<Row<?>> times(
      List<ServerStats> servers,
      Function<ServerStats, Optional<Instant>> time,
      Function<Instant, Duration> distance) {
    return servers.stream()
        .flatMap(
            server ->
                time.apply(server).stream()
                    .map(
                        at -> Row.of(Tags.of(SERVER, server.name()), seconds(distance.apply(at)))));
  }

  private static Number seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Tags tags(OperatorStats.ConditionStatus status) {
    return Tags.of(
        "kind", status.kind(), "condition", status.condition(), "status", status.status());
  }

  private static Stream<Row<?>> one(Number number) {
    return Stream.of(Row.of(Tags.empty(), number));
  }

  private void set(
      String name,
      String description,
      List<ServerStats> servers,
      Function<ServerStats, Number> number) {
    set(
        name,
        description,
        servers.stream()
            .map(server -> Row.of(Tags.of(SERVER, server.name()), number.apply(server))));
  }

  private void set(String name, String description, Stream<? extends Row<?>> rows) {
    gauges
        .computeIfAbsent(
            name,
            unknown ->
                MultiGauge.builder("wandb.iam." + name).description(description).register(registry))
        .register(rows.toList(), true);
  }
}
