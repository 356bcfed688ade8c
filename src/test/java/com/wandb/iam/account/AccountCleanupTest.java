package com.wandb.iam.account;

import static com.wandb.iam.account.AccountFixture.CLOCK;
import static com.wandb.iam.account.AccountFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.account.key.Deliveries;
import com.wandb.iam.account.key.KeyEscrow;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.kube.FakeEvents;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.ServerClaims;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class AccountCleanupTest {
  private static final String OPERATOR = "wandb-iam-system";
  private static final Claims.Claim CLAIM =
      ServerClaims.teamAccount("central", "id-vision", "trainer");

  private KubernetesClient client;
  private AccountFixture fixture;
  private ReferenceFixture known;
  private AccountCleanup cleanup;
  private Secrets secrets;
  private String id;
  private final FakeEvents events = new FakeEvents();

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    known = new ReferenceFixture(client, fixture.server);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("ml").endMetadata().build())
        .create();
    secrets = new Secrets(client, namespace -> false);
    var recorder = events.recorder(CLOCK);
    var keySecrets =
        new KeySecrets(
            secrets,
            new KeyEscrow(secrets, OPERATOR),
            new Deliveries(secrets, known.namespaces, recorder, OPERATOR),
            CLOCK,
            true);
    var orphanedKeys = new OrphanedKeys(keySecrets, recorder, "cluster");
    var orphanedAccounts = new OrphanedAccounts(fixture.creations());
    cleanup =
        new AccountCleanup(
            known.references,
            new Cleanups(known.finder, recorder, known.namespaces, known.claims),
            new AccountScopes(known.references, CLOCK),
            new AccountKeeper(
                known.references,
                fixture.creations(),
                orphanedAccounts,
                orphanedKeys,
                recorder,
                WorkObserver.NONE),
            keySecrets,
            orphanedKeys,
            orphanedAccounts,
            "cluster");
    id = fixture.account("trainer");
    team("");
    secrets.apply(
        new OwnedSecret(
            "ml",
            "trainer-wandb",
            "ServiceAccount/trainer",
            null,
            Map.of(),
            Map.of(),
            Map.of("a", "b")),
        null);
  }

  @AfterEach
  void end() {
    known.close();
    fixture.close();
  }

  private void team(String spec) {
    known.caches.add(
        Team.class,
        "{metadata: {name: vision, namespace: ml, uid: u1}, spec: {serverRef: {name: central}%s}, status: {id: id-vision}}"
            .formatted(spec));
  }

  /** Returns a deletion with the status of an account of the team vision, and more fields. */
  private AccountReconciliation pass(String spec, String status) {
    known.connect();
    return fixture.reconciliation(
        spec,
        "serverName: central, teamId: id-vision, secretName: trainer-wandb, id: %s%s"
            .formatted(id, status));
  }

  private Optional<ReconcileResult> run(String spec, String status) {
    return cleanup.run(pass(spec, status));
  }

  /** An account that a list lacks is not taken for deleted: its keys would stay valid. */
  @Test
  void unlisted_account_is_deleted_when_it_is_listed_again() {
    fixture.server.hidden(id);
    assertThatThrownBy(() -> run("", "")).isInstanceOf(ReconcileAbort.class);
    assertThat(fixture.server.users().byId(id)).isPresent();
    assertThat(hasSecret()).isTrue();
    fixture.server.hidden(null);
    run("", "");
    assertThat(fixture.server.users().byId(id)).isEmpty();
    assertThat(fixture.server.keys().live(id)).isEmpty();
  }

  private boolean hasSecret() {
    return secrets.read("ml", "trainer-wandb").isPresent();
  }

  private List<String> writes() {
    return fixture.server.script().journal("").stream()
        .filter(call -> call.startsWith("revoke") || call.startsWith("delete"))
        .toList();
  }

  @Test
  void account_goes_after_its_keys_and_before_its_secret() {
    fixture
        .server
        .script()
        .before(
            "deleteAccount",
            call -> {
              assertThat(fixture.server.keys().live(id)).isEmpty();
              assertThat(hasSecret()).isTrue();
            });
    assertThat(run("", "")).isEmpty();
    assertThat(writes()).containsExactly("revokeKey key-1", "deleteAccount " + id);
    assertThat(hasSecret()).isFalse();
    assertThat(events.recorded()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          deletionPolicy: Orphan    | ``              | ``
          managementPolicy: Observe | ``              | spec.managementPolicy is Observe.
          ``                        | , adopted: true | ``
          """)
  void orphaned_account_stays_with_its_secret(String spec, String status, String event) {
    assertThat(run(spec, status)).isEmpty();
    assertThat(writes()).isEmpty();
    assertThat(hasSecret()).isTrue();
    assertThat(String.join("", events.recorded())).endsWith(event);
  }

  /** Its keys may be in use elsewhere, except those with the marker of this resource. */
  @Test
  void adopted_account_loses_only_the_keys_of_this_resource() {
    var marked = "wandb-iam-operator cluster=%s resource=%s key=1";
    fixture.server.keys().made(id, marked.formatted("cluster", "uid-1"));
    fixture.server.keys().made(id, marked.formatted("cluster", "uid-2"));
    fixture.server.keys().made(id, marked.formatted("other", "uid-1"));
    assertThat(run("deletionPolicy: Delete", ", adopted: true")).isEmpty();
    assertThat(writes()).containsExactly("revokeKey key-2");
    assertThat(hasSecret()).isFalse();
    assertThat(events.recorded())
        .singleElement()
        .asString()
        .contains("The account was adopted.", "revoked the API keys that it created");
  }

  @Test
  void refused_revocation_of_an_adopted_account_is_reported() {
    fixture.server.script().fail("keys", new WandbException.Refused(Refusal.FORBIDDEN, "no"));
    assertThat(run("deletionPolicy: Delete", ", adopted: true")).isEmpty();
    assertThat(events.recorded()).singleElement().asString().contains("may still be valid");
  }

  @Test
  void outage_for_an_adopted_account_is_retried() {
    fixture
        .server
        .script()
        .fail("keys", new WandbException.Unavailable(Outage.CONNECTION, "down", false, null, null));
    assertThatThrownBy(() -> run("deletionPolicy: Delete", ", adopted: true"))
        .isInstanceOf(WandbException.Unavailable.class);
    assertThat(hasSecret()).isTrue();
  }

  @Test
  void refusal_for_a_created_account_is_retried() {
    fixture.server.script().fail("keys", new WandbException.Refused(Refusal.FORBIDDEN, "no"));
    assertThatThrownBy(() -> run("", "")).isInstanceOf(WandbException.Refused.class);
    assertThat(hasSecret()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `secretName: trainer-wandb`                                           | ``
          `secretName: trainer-wandb, serverName: central`                      | ``
          `secretName: trainer-wandb, serverName: central, id: trainer-1`       | ``
          `secretName: trainer-wandb, serverName: central, teamId: id-vision`   | ``
          `secretName: trainer-wandb, teamId: id-vision, id: trainer-1`         | ``
          `secretName: trainer-wandb, serverName: central`                      | scope: Organization
          """)
  void resource_without_account_needs_no_server(String status, String spec) {
    assertThat(cleanup.run(fixture.reconciliation(spec, status))).isEmpty();
    assertThat(fixture.server.script().journal("")).containsExactly("createAccount vision/trainer");
    assertThat(hasSecret()).isFalse();
  }

  @Test
  void account_of_a_deleted_server_is_orphaned() {
    var pass = fixture.reconciliation("", "serverName: gone, teamId: id-vision, id: " + id);
    assertThat(cleanup.run(pass)).isEmpty();
    assertThat(hasSecret()).isTrue();
    assertThat(events.recorded()).singleElement().asString().contains("WandbServer was deleted");
  }

  @Test
  void account_of_an_observed_team_is_orphaned() {
    team(", managementPolicy: Observe");
    assertThat(run("", "")).isEmpty();
    assertThat(writes()).isEmpty();
    assertThat(hasSecret()).isTrue();
    assertThat(events.recorded()).singleElement().asString().contains("The Team has");
  }

  @Test
  void unreadable_team_blocks_the_deletion() {
    team(", membership: 5");
    var owner = Claimant.of(fixture.resource("", ""));
    known.claims.acquire(CLAIM, owner);
    var held = run("", "").orElseThrow();
    assertThat(held.finding(ConditionType.Ready).orElseThrow().reason())
        .hasToString("TeamNotReady");
    assertThat(writes()).isEmpty();
    assertThat(hasSecret()).isTrue();
    assertThat(ownerNow()).isEqualTo(owner);
  }

  private @Nullable Claimant ownerNow() {
    return known
        .claims
        .acquire(CLAIM, new Claimant(Team.class, "other", "ml", "other"))
        .orElse(null);
  }

  @Test
  void clean_resource_releases_its_claims() {
    known.claims.acquire(CLAIM, Claimant.of(fixture.resource("", "")));
    run("", "");
    assertThat(ownerNow()).isNull();
  }

  @Test
  void account_without_its_team_goes_with_its_keys() {
    fixture.server.forgetMember("vision", id);
    assertThat(run("", ", apiKey: {id: key-1, sequence: 1}")).isEmpty();
    assertThat(writes()).containsExactly("revokeKey key-1", "deleteUser " + id);
    assertThat(hasSecret()).isFalse();
    fixture.server.forgetTeam("vision");
    assertThat(run("", ", apiKey: {id: key-1, sequence: 1}")).isEmpty();
  }

  @Test
  void account_of_an_intent_is_deleted_by_its_name() {
    fixture.server.madeUser(id, NOON);
    known.connect();
    var pass =
        fixture.reconciliation(
            "",
            "serverName: central, teamId: id-vision, pendingCreate: {name: trainer, at: '2026-03-01T11:59:00Z'}");
    assertThat(cleanup.run(pass)).isEmpty();
    assertThat(writes()).containsExactly("revokeKey key-1", "deleteAccount " + id);
  }
}
