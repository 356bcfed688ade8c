package com.wandb.iam.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.reconcile.ReconcileAbort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true, https = false)
class OrphanedAccountsTest {
  private KubernetesClient client;
  private AccountFixture fixture;
  private OrphanedAccounts orphans;
  private String id;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    orphans = new OrphanedAccounts(fixture.creations());
    id = fixture.account("trainer");
    fixture.server.keys().made(id);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private void makeRoom(String status) {
    orphans.makeRoom(fixture.reconciliation("", status), fixture.connection());
  }

  private boolean exists() {
    return fixture.server.users().byId(id).isPresent();
  }

  @Test
  void account_without_team_is_deleted_after_its_keys() {
    fixture.server.forgetMember("vision", id);
    makeRoom("id: " + id);
    assertThat(exists()).isFalse();
    assertThat(fixture.server.keys().live(id)).isEmpty();
    var calls = fixture.server.script().journal("");
    assertThat(calls.lastIndexOf("revokeKey key-2")).isPositive();
    assertThat(calls.lastIndexOf("deleteUser " + id))
        .isGreaterThan(calls.lastIndexOf("revokeKey key-2"));
  }

  @Test
  void account_in_a_team_is_kept() {
    makeRoom("id: " + id);
    assertThat(exists()).isTrue();
  }

  @Test
  void adopted_account_is_kept() {
    fixture.server.forgetMember("vision", id);
    makeRoom("adopted: true, id: " + id);
    assertThat(exists()).isTrue();
  }

  @Test
  void user_with_the_recorded_id_is_kept() {
    fixture.server.user("alice");
    makeRoom("id: alice");
    assertThat(fixture.server.users().byId("alice")).isPresent();
  }

  @Test
  void server_before_0_81_is_not_asked() {
    fixture.server.forgetMember("vision", id);
    fixture.server.version(0, 80);
    makeRoom("id: " + id);
    assertThat(fixture.server.script().journal("user ")).isEmpty();
    assertThat(exists()).isTrue();
  }

  @Test
  void account_listing_its_team_is_in_doubt() {
    var pass = fixture.reconciliation("", "id: " + id);
    var scope = fixture.vision();
    assertThatThrownBy(() -> orphans.refuseDoubt(pass, scope)).isInstanceOf(ReconcileAbort.class);
    fixture.server.forgetMember("vision", id);
    assertThatCode(() -> orphans.refuseDoubt(pass, scope)).doesNotThrowAnyException();
  }

  @Test
  void second_list_decides_on_a_server_before_0_81() {
    fixture.server.version(0, 80);
    var pass = fixture.reconciliation("", "id: " + id);
    var scope = fixture.vision();
    assertThatThrownBy(() -> orphans.refuseDoubt(pass, scope)).isInstanceOf(ReconcileAbort.class);
    fixture.server.forgetMember("vision", id);
    assertThatCode(() -> orphans.refuseDoubt(pass, scope)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "trainer"})
  void account_of_the_name_without_intent_is_kept(String name) {
    fixture.server.forgetMember("vision", id);
    orphans.makeRoom(fixture.reconciliation("name: " + name, ""), fixture.connection());
    assertThat(exists()).isTrue();
  }
}
