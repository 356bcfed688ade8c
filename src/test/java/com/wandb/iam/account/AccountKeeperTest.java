package com.wandb.iam.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.account.key.Deliveries;
import com.wandb.iam.account.key.KeyEscrow;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true, https = false)
class AccountKeeperTest {
  private static final String INTENT = "pendingCreate: {name: %s, at: \"2026-03-01T11:59:00Z\"}";
  private static final String OPERATOR = "wandb-iam-system";

  private KubernetesClient client;
  private AccountFixture fixture;
  private AccountKeeper keeper;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    var secrets = new Secrets(client, namespace -> false);
    var keySecrets =
        new KeySecrets(
            secrets,
            new KeyEscrow(secrets, OPERATOR),
            new Deliveries(secrets, null, fixture.events(), OPERATOR),
            AccountFixture.CLOCK,
            true);
    keeper =
        new AccountKeeper(
            null, // Used only for tenants, which the loop test covers.
            fixture.creations(),
            new OrphanedAccounts(fixture.creations()),
            new OrphanedKeys(keySecrets, fixture.events(), "cluster"),
            fixture.events(),
            WorkObserver.NONE);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private Optional<String> find(String status) {
    return keeper
        .find(fixture.reconciliation("", status), fixture.vision())
        .map(RemoteMember::userId);
  }

  @Test
  void account_in_status_is_found_by_its_id_and_name() {
    var other = fixture.account("other");
    var id = fixture.account("trainer");
    assertThat(find("id: " + id)).contains(id);
    assertThat(find("id: " + other)).isEmpty();
    assertThat(find("id: deleted")).isEmpty();
  }

  @Test
  void account_of_an_intent_is_found_by_its_name() {
    assertThat(find(INTENT.formatted("trainer"))).isEmpty();
    var id = fixture.account("trainer");
    assertThat(find(INTENT.formatted("trainer"))).contains(id);
  }

  @Test
  void account_without_intent_is_not_adopted() {
    fixture.account("trainer");
    assertThat(find("")).isEmpty();
    assertThat(find(INTENT.formatted("other"))).isEmpty();
  }

  @Test
  void request_in_flight_is_awaited() {
    assertThatThrownBy(() -> find("pendingCreate: {name: trainer, at: \"2026-03-01T11:59:58Z\"}"))
        .isInstanceOf(ReconcileAbort.class);
  }

  /** Gives the intent another name, so that no restored annotation counts. */
  private void ensure(String spec) {
    keeper.ensure(
        fixture.reconciliation(spec, INTENT.formatted("other")), fixture.vision(), "trainer");
  }

  @Test
  void existing_account_is_a_conflict_without_adoption() {
    fixture.account("trainer");
    assertThatThrownBy(() -> ensure(""))
        .isInstanceOfSatisfying(
            ReconcileAbort.class,
            abort ->
                assertThat(abort.conclusion().toString()).contains("adoptionPolicy", "Conflict"));
    assertThat(fixture.server.script().journal("createAccount")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "adoptionPolicy: IfExists"})
  void own_identity_is_never_adopted(String spec) {
    fixture.server.viewer(fixture.account("trainer"), AccountType.SERVICE);
    assertThatThrownBy(() -> ensure(spec))
        .isInstanceOfSatisfying(
            ReconcileAbort.class,
            abort -> assertThat(abort.conclusion().toString()).contains("own-identity"));
  }
}
