package com.wandb.iam.account.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.account.ReferenceFixture;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.resources.ServerClaims;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scope that a ServiceAccount declares, with its server. */
@EnableKubernetesMockClient(crud = true, https = false)
class DeclaredScopeTest {
  private static final String ORGANIZATION = "scope: Organization, serverRef: {name: central}";

  private KubernetesClient client;
  private AccountFixture fixture;
  private ReferenceFixture known;
  private AccountScopes scopes;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    fixture.server.team("speech").team("audio");
    known = new ReferenceFixture(client, fixture.server);
    scopes = new AccountScopes(known.references, AccountFixture.CLOCK);
    team("");
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

  private AccountScopes.Place place(String spec, String status) {
    known.connect();
    return scopes.of(fixture.reconciliation(spec, status));
  }

  @Test
  void team_scope_is_of_the_referenced_team() {
    var place = place("", "");
    assertThat(place.scope().describe()).isEqualTo("the team vision");
    assertThat(place.scope().teamId()).isEqualTo("id-vision");
    assertThat(place.field()).isEqualTo("spec.teamRef");
    assertThat(place.server().getMetadata().getName()).isEqualTo("central");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | `` | false
          managementPolicy: Observe | `` | true
          `` | , managementPolicy: Observe | true
          scope: Organization, serverRef: {name: central} | , managementPolicy: Observe | false
          scope: Organization, serverRef: {name: central}, managementPolicy: Observe | `` | true
          """)
  void account_or_its_team_may_be_observed(String spec, String team, boolean observed) {
    team(team);
    assertThat(place(spec, "").observed()).isEqualTo(observed);
  }

  /** A team in status stays, because the server shows the key among its members. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | `` | id-audio
          `` | teamId: id-vision | id-vision
          `` | teamId: id-gone | id-audio
          , target: {entity: speech} | `` | id-speech
          , target: {entity: speech} | teamId: id-vision | id-vision
          , target: {entity: none} | `` | id-audio
          , target: {project: demo} | `` | id-audio
          """)
  void organization_scope_creates_with_one_team(String spec, String status, String team) {
    var place = place(ORGANIZATION + spec, status);
    assertThat(place.scope().describe()).isEqualTo("the organization");
    assertThat(place.scope().teamId()).isEqualTo(team);
    assertThat(place.field()).isEqualTo("spec.scope");
  }

  @Test
  void organization_without_teams_has_a_scope_without_team() {
    fixture.server.forgetTeam("vision");
    fixture.server.forgetTeam("speech");
    fixture.server.forgetTeam("audio");
    assertThat(place(ORGANIZATION, "").scope().teamId()).isNull();
  }

  @Test
  void organization_scope_needs_a_server_since_0_81() {
    fixture.server.version(0, 80);
    var result =
        catchThrowableOfType(ReconcileAbort.class, () -> place(ORGANIZATION, "")).conclusion();
    assertThat(reason(result)).isEqualTo(Reason.NotSupported);
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    assertThat(place("", "").field()).isEqualTo("spec.teamRef");
  }

  private static @Nullable Reason reason(ReconcileResult result) {
    return result.finding(ConditionType.Ready).orElseThrow().reason();
  }

  @Test
  void name_is_claimed_in_the_team_or_the_organization() {
    assertThat(place("", "").scope().claim("bot"))
        .isEqualTo(ServerClaims.teamAccount("central", "id-vision", "bot"));
    assertThat(place(ORGANIZATION, "").scope().claim("bot"))
        .isEqualTo(ServerClaims.organizationAccount("central", "bot"));
  }

  @Test
  void request_is_for_the_team_or_the_organization() {
    var pass = fixture.reconciliation("", "");
    assertThat(place("", "").scope().request(known.references, pass))
        .isEqualTo(known.references.claim(pass, "vision"));
    assertThat(place(ORGANIZATION, "").scope().request(known.references, pass))
        .isEqualTo(known.references.organizationAccount(pass));
  }
}
