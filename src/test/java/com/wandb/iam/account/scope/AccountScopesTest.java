package com.wandb.iam.account.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.Remotes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class AccountScopesTest {
  private KubernetesClient client;
  private AccountFixture fixture;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private AccountScope organization() {
    return new OrganizationScope(
        fixture.connection(), Remotes.team("vision"), AccountFixture.CLOCK);
  }

  @Test
  void departed_scope_is_the_team_in_status() {
    var scopes = new AccountScopes(null, AccountFixture.CLOCK);
    var pass = fixture.reconciliation("", "teamId: id-vision");
    assertThat(scopes.departed(pass, fixture.connection()).orElseThrow().describe())
        .isEqualTo("the team vision");
    fixture.server.forgetTeam("vision");
    assertThat(scopes.departed(pass, fixture.connection())).isEmpty();
  }

  @Test
  void departed_scope_of_the_organization_needs_no_team() {
    var scopes = new AccountScopes(null, AccountFixture.CLOCK);
    var pass = fixture.reconciliation("scope: Organization", "");
    var scope = scopes.departed(pass, fixture.connection()).orElseThrow();
    assertThat(scope.describe()).isEqualTo("the organization");
    assertThat(scope.teamId()).isNull();
  }

  @Test
  void team_scope_finds_accounts_of_its_team() {
    fixture.server.team("vision", Remotes.robot("bot"));
    var scope = fixture.vision();
    assertThat(scope.knows("bot")).isTrue();
    assertThat(scope.knows("other")).isFalse();
    assertThat(scope.byName("bot")).isPresent();
    assertThat(scope.seen("bot", "bot")).isPresent();
    assertThat(scope.live("other", "other")).isEmpty();
    assertThat(scope.identity("bot").parentTeam()).isEqualTo("vision");
  }

  @Test
  void team_scope_reads_accounts_missing_from_the_snapshot_live() {
    var scope = fixture.vision();
    var id = fixture.account("trainer");
    assertThat(scope.knows("trainer")).isFalse();
    assertThat(scope.seen(id, "trainer")).isPresent();
  }

  @Test
  void new_account_is_in_the_snapshot() {
    var scope = fixture.vision();
    var id = scope.create("trainer");
    assertThat(scope.noted(id)).isPresent();
    assertThat(scope.knows("trainer")).isTrue();
    scope.delete(id);
    assertThat(scope.live(id, "trainer")).isEmpty();
  }

  @Test
  void user_is_not_a_service_account() {
    fixture.server.user("alice");
    assertThat(organization().byName("alice")).isEmpty();
    assertThat(organization().live("alice", "alice")).isEmpty();
    assertThat(fixture.vision().isAccount(person(), "alice")).isFalse();
    assertThat(organization().isAccount(person(), "alice")).isFalse();
  }

  private static RemoteMember person() {
    return Remotes.member("alice", TeamRole.BuiltIn.MEMBER);
  }

  @Test
  void organization_scope_finds_accounts_of_the_organization() {
    var id = organization().create("trainer");
    var scope = organization();
    assertThat(scope.knows("trainer")).isTrue();
    assertThat(scope.seen(id, "trainer").map(RemoteMember::type)).contains(AccountType.ORG_SERVICE);
    assertThat(scope.byName("trainer").map(RemoteMember::userId)).contains(id);
    assertThat(scope.byName("TRAINER")).isEmpty();
    assertThat(scope.noted(id)).isPresent();
    assertThat(scope.identity("trainer").parentTeam()).isNull();
    scope.delete(id);
    assertThat(scope.live(id, "trainer")).isEmpty();
  }

  @Test
  void organization_account_without_any_team_waits() {
    var scope = new OrganizationScope(fixture.connection(), null, AccountFixture.CLOCK);
    assertThatThrownBy(() -> scope.create("trainer")).isInstanceOf(ReconcileAbort.class);
    assertThat(scope.shownKey("trainer")).isEmpty();
  }

  @Test
  void key_is_shown_before_0_84_alone() {
    var id = fixture.account("trainer");
    assertThat(fixture.vision().shownKey(id)).isPresent();
    assertThat(organization().shownKey(id)).isPresent();
    fixture.server.version(0, 84);
    assertThat(fixture.vision().shownKey(id)).isEmpty();
  }

  /** A server without creation times gives no evidence about an account. */
  @Test
  void creation_time_is_the_one_on_the_server() {
    var scope = fixture.vision();
    var id = fixture.account("trainer");
    var account = scope.live(id, "trainer").orElseThrow();
    assertThat(scope.created(account)).isNull();
    fixture.server.madeUser(id, AccountFixture.NOON);
    assertThat(scope.created(account)).isEqualTo(AccountFixture.NOON);
    assertThat(scope.created(Remotes.invitation("a@example.com"))).isNull();
    assertThat(scope.created(Remotes.robot("gone"))).isNull();
  }

  @Test
  void team_account_has_the_name_as_username_or_display_name() {
    var scope = fixture.vision();
    for (var bot : List.of(robot("bot", "other"), robot("other", "bot"))) {
      assertThat(scope.isAccount(bot, "bot")).isTrue();
      assertThat(scope.isAccount(bot, "third")).isFalse();
      assertThat(organization().isAccount(bot, "bot")).as("scope Team").isFalse();
    }
  }

  private static RemoteMember robot(String username, String displayName) {
    return new RemoteMember(
        "r1",
        null,
        username,
        null,
        displayName,
        TeamRole.BuiltIn.MEMBER,
        AccountType.SERVICE,
        false);
  }

  @Test
  void organization_account_is_read_live_if_the_snapshot_lacks_it() {
    var scope = organization();
    var id = organization().create("trainer");
    assertThat(scope.knows("trainer")).isFalse();
    assertThat(scope.seen(id, "trainer").map(RemoteMember::username)).contains("trainer");
    var account = scope.noted(id).orElseThrow();
    assertThat(scope.knows("trainer")).isTrue();
    assertThat(scope.isAccount(account, "trainer")).isTrue();
    assertThat(scope.isAccount(account, "other")).isFalse();
    assertThat(account.displayName()).isEqualTo("trainer");
    assertThat(scope.noted("gone")).isEmpty();
  }

  @Test
  void snapshot_of_a_user_is_no_organization_account() {
    fixture.server.user("alice");
    assertThat(organization().knows("alice")).isFalse();
    assertThat(organization().seen("alice", "alice")).isEmpty();
  }

  @Test
  void account_in_the_snapshot_is_not_read_again() {
    fixture.server.team("vision", Remotes.robot("bot"));
    var scope = fixture.vision();
    int reads = fixture.server.script().journal("").size();
    assertThat(scope.seen("bot", "bot")).isPresent();
    assertThat(fixture.server.script().journal("")).hasSize(reads);
  }

  @Test
  void id_of_another_account_finds_nothing() {
    fixture.server.team(
        "vision", Remotes.robot("bot"), Remotes.member("m", TeamRole.BuiltIn.MEMBER));
    var scope = fixture.vision();
    for (var id : List.of("bot", "m")) {
      assertThat(scope.seen(id, "trainer")).isEmpty();
      assertThat(scope.live(id, "trainer")).isEmpty();
      assertThat(scope.isTaken(id, "trainer")).isTrue();
    }
    assertThat(scope.isTaken("bot", "bot")).isFalse();
    assertThat(scope.isTaken("m", "m")).as("a user with the name").isTrue();
    assertThat(scope.isTaken("gone", "trainer")).isFalse();
    fixture.server.user("alice");
    assertThat(organization().isTaken("alice", "alice")).isTrue();
    assertThat(organization().isTaken("gone", "alice")).isFalse();
  }

  @Test
  void bound_account_knows_whether_keys_are_shown_once() {
    fixture.server.team("vision", Remotes.robot("bot"));
    assertThat(bound().isHashed()).isFalse();
    fixture.server.version(0, 84);
    assertThat(bound().isHashed()).isTrue();
    assertThat(bound().id()).isEqualTo("bot");
  }

  private BoundAccount bound() {
    return new BoundAccount(
        fixture.vision(), new WandbServer(), Remotes.robot("bot"), Map.of(), false, null);
  }

  /** A field that a builder forgets would be lost at the first save. */
  @Test
  void status_is_kept_field_by_field() {
    var stored =
        fixture.resource(
            "",
            """
            observedGeneration: 1, id: u1, name: trainer, serverName: central, teamId: t1,
            secretName: s, deliveredTo: [b], apiKey: {id: k1}, pendingCreate: {name: n},
            pendingKey: {description: d}, adopted: true, warnings: [w], handled: {rotate: "1"}
            """);
    var builder = new AccountStatusBuilder(stored.getStatus());
    assertThat(builder.server()).contains("central");
    assertThat(builder.status(fixture.reconciliation(stored).report()))
        .isEqualTo(stored.getStatus());
  }
}
