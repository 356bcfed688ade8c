package com.wandb.iam.server.sync;

import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.reconcile.TeamPass;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.FakeCaches;
import com.wandb.iam.resources.ResourceFinder;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReferencesTest {
  private static final Duration RETRY = Duration.ofMinutes(5);

  private final CentralServer central = new CentralServer();
  private final Servers servers = central.servers();
  private final FakeWandb wandb = central.wandb();
  private final FakeCaches caches = new FakeCaches();
  private final Claims claims = new Claims(claimant -> true, claimant -> {});
  private References references;

  @BeforeEach
  void begin() {
    references =
        new References(
            new ResourceFinder(
                caches.resources(), caches.live(), new LastWrites(() -> CentralServer.NOON)),
            servers,
            claims,
            null,
            new ServerOwnership("mine", WatchedNamespaces.ALL),
            new ServerBindings(null, () -> CentralServer.NOON));
    wandb.team("vision", Remotes.member("alice", MEMBER));
  }

  @AfterEach
  void end() {
    central.close();
  }

  private static String server(String spec) {
    return "{metadata: {name: central, uid: s1}, spec: {url: 'https://wandb.example.com', credentials:"
        + " {secretRef: {name: a}}"
        + spec
        + "}}";
  }

  private void team(String metadata, String spec, String status) {
    caches.add(
        Team.class,
        "{metadata: {name: vision, namespace: ml, uid: u1%s}, spec: {serverRef: {name: central}%s}, status: {%s}}"
            .formatted(metadata, spec, status));
  }

  /** Opens the connection, or waits until its sync failed. */
  private <T> void connect(Supplier<Optional<T>> until) throws InterruptedException {
    central.ensure("local-" + "1".repeat(40));
    central.await(until);
  }

  private void open() throws InterruptedException {
    connect(() -> servers.connection("central"));
  }

  private static ReconcileResult end(Runnable resolution) {
    return catchThrowableOfType(ReconcileAbort.class, resolution::run).conclusion();
  }

  private static void assertUnresolved(ReconcileResult result, Reason reason, String message) {
    assertThat(result.retry()).isEqualTo(Retry.NEVER);
    assertThat(result.finding(ConditionType.Accepted).orElseThrow())
        .satisfies(
            accepted -> {
              assertThat(accepted.reason()).isEqualTo(reason);
              assertThat(accepted.message()).contains(message);
            });
  }

  private static void assertNotReady(ReconcileResult result, Reason reason) {
    assertThat(result.after()).isEqualTo(RETRY);
    assertThat(result.finding(ConditionType.Ready).orElseThrow().reason()).isEqualTo(reason);
  }

  @Test
  void absent_server_is_unresolved() {
    assertUnresolved(
        end(() -> references.server("central")), Reason.ServerNotFound, "WandbServer central");
  }

  @Test
  void server_of_another_operator_is_unresolved() {
    caches.add(WandbServer.class, server(", operatorNamespace: theirs"));
    assertUnresolved(end(() -> references.server("central")), Reason.OtherOperator, "central");
  }

  /** Its tenants are unknown, so nothing is allowed. */
  @Test
  void unreadable_server_is_not_ready() {
    caches.add(WandbServer.class, server(", tenants: 5"));
    assertNotReady(end(() -> references.server("central")), Reason.ServerNotReady);
  }

  @Test
  void server_missing_in_the_cache_is_read_live() {
    caches.addLive(FakeCaches.read(WandbServer.class, server("")));
    assertThat(references.server("central").getMetadata().getName()).isEqualTo("central");
  }

  /** A reconciled resource keeps its conditions while the server is away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          observedGeneration: 3, conditions: [{type: Ready, status: 'True'}]   | true
          observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]   | false
          observedGeneration: 3, conditions: [{type: Synced, status: 'True'}]  | false
          observedGeneration: -1                                               | false
          """)
  void absent_connection_keeps_the_conditions_of_a_generation(String status, boolean kept) {
    var pass = TeamPass.of("", status);
    var result = end(() -> references.connection("central", pass));
    if (kept) {
      assertThat(result).isEqualTo(ReconcileResult.noChange());
    } else {
      assertNotReady(result, Reason.ServerNotReady);
    }
  }

  @Test
  void deletion_without_a_connection_is_not_ready() {
    var pass = TeamPass.of(", deletionTimestamp: '2026-03-01T12:00:00Z'", "");
    assertNotReady(end(() -> references.connection("central", pass)), Reason.ServerNotReady);
  }

  /** The error of the server is shown, because nothing else shows why the deletion waits. */
  @Test
  void deletion_during_an_outage_shows_the_outage() throws Exception {
    wandb
        .script()
        .fail(
            "probe",
            new WandbException.Unavailable(Outage.CONNECTION, "no route", false, null, null));
    connect(() -> servers.failure("central"));
    var pass = TeamPass.of(", deletionTimestamp: '2026-03-01T12:00:00Z'", "");
    assertThat(end(() -> references.connection("central", pass)))
        .isEqualTo(ReconcileResult.waiting(Reason.Unreachable, "No route."));
    assertNotReady(
        end(() -> references.connection("central", TeamPass.of("", ""))), Reason.ServerNotReady);
  }

  @Test
  void absent_team_is_unresolved() {
    assertUnresolved(
        end(() -> references.team("vision", TeamPass.of("", ""))),
        Reason.TeamNotFound,
        "Team vision does not exist in this namespace");
  }

  @Test
  void bound_team_is_found_on_its_server() throws Exception {
    caches.add(WandbServer.class, server(", sync: {interval: 7m}"));
    team("", "", "id: id-vision");
    open();
    var bound = references.team("vision", TeamPass.of("", ""));
    assertThat(bound.remote().name()).isEqualTo("vision");
    assertThat(bound.connection().name()).isEqualTo("central");
    assertThat(bound.interval()).isEqualTo(Duration.ofMinutes(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | `` | ``
          `` | `` | id: id-gone
          `` | , suspend: {} | id: id-vision
          , deletionTimestamp: '2026-03-01T12:00:00Z' | `` | id: id-vision
          """)
  void team_without_its_object_is_not_ready(String metadata, String spec, String status)
      throws Exception {
    caches.add(WandbServer.class, server(""));
    team(metadata, spec, status);
    open();
    assertNotReady(end(() -> references.team("vision", TeamPass.of("", ""))), Reason.TeamNotReady);
  }

  /** The message never names a resource of another namespace. */
  @ParameterizedTest
  @CsvSource({
    "ml, The team is already declared by Team other.",
    "zoo, The team is already declared in another namespace.",
    ", The team is already declared in another namespace."
  })
  void declared_object_is_a_conflict(@Nullable String namespace, String message) {
    var claim = new Claims.Claim("central", "team", "vision");
    claims.acquire(claim, new Claimant(Team.class, "u9", namespace, "other"));
    var result = end(() -> references.acquire(claim, TeamPass.of("", ""), "The team"));
    assertThat(result.finding(ConditionType.Stalled).orElseThrow())
        .satisfies(
            stalled -> {
              assertThat(stalled.reason()).isEqualTo(Reason.Conflict);
              assertThat(stalled.message()).startsWith(message);
            });
  }

  @Test
  void free_object_is_acquired() {
    var claim = new Claims.Claim("central", "team", "vision");
    assertThatCode(() -> references.acquire(claim, TeamPass.of("", ""), "The team"))
        .doesNotThrowAnyException();
    assertThat(claims.acquire(claim, new Claimant(Team.class, "u9", "ml", "other"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "1, 1"})
  void new_annotation_is_recorded_as_handled(String value, String handled) {
    var pass =
        TeamPass.of(
            ", annotations: {iam.wandb.com/reconcile: '" + value + "'}",
            "handled: {reconcile: '1'}");
    references.requestSyncIfAnnotated(pass, "central");
    assertThat(pass.report().handled()).isEqualTo(Map.of("reconcile", handled));
  }

  @Test
  void new_annotation_starts_a_sync_once() throws Exception {
    open();
    int probes = wandb.script().journal("probe").size();
    var pass = TeamPass.of(", annotations: {iam.wandb.com/reconcile: '2'}", "");
    wandb.viewer("successor", AccountType.ORG_SERVICE);
    references.requestSyncIfAnnotated(pass, "central");
    // Not the next change: that of the first sync may be reported after its connection is open.
    await()
        .dontCatchUncaughtExceptions()
        .untilAsserted(() -> assertThat(wandb.script().journal("probe")).hasSize(probes + 1));
  }
}
