package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Service accounts of the whole organization, which the tenants must allow. */
class OrganizationAccountsIT {
  private static final String ALLOWED =
      "tenants: [{name: all, namespaces: [%s], teams: ['*'], adopt: true,"
          + " organizationServiceAccounts: true}]";
  private static final String IMPORT = "apiKey: {importFrom: {secretRef: {name: first-key}}}";

  /** Returns a server with a team and these tenants. */
  private static Trainer on(SandboxVersion version, String tenants) {
    var trainer = new Trainer(Scenario.ready(SandboxOptions.defaults().withVersion(version)));
    tenants(trainer, tenants);
    trainer.scenario().applyTeam();
    trainer.scenario().awaitReady(Team.class, "vision");
    return trainer;
  }

  private static void tenants(Trainer trainer, String tenants) {
    trainer.scenario().applyServer(tenants.formatted(trainer.scenario().namespace()));
    trainer.scenario().awaitReady(WandbServer.class, trainer.scenario().server());
  }

  private static void apply(Trainer trainer, String more) {
    trainer
        .scenario()
        .apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: ServiceAccount
            metadata: {name: trainer}
            spec:
              scope: Organization
              serverRef: {name: $SERVER}
            """
                + more.indent(2));
  }

  private static List<SandboxWorld.User> accounts(Trainer trainer) {
    return trainer.scenario().sandbox().world().users().stream()
        .filter(user -> user.username().equals("trainer"))
        .toList();
  }

  private static List<String> live(Trainer trainer) {
    return trainer.scenario().sandbox().world().liveKeys(trainer.accountId()).stream()
        .map(SandboxWorld.Key::secret)
        .toList();
  }

  @Test
  void account_without_tenants_permission_is_not_created() {
    try (var trainer = on(SandboxVersion.V0_83, "tenants: []")) {
      apply(trainer, "");
      assertThat(trainer.awaitReason("Accepted", "NotAllowed")).contains("spec.scope", "tenancy");
      tenants(trainer, "tenants: [{name: all, namespaces: [%s], teams: ['*'], adopt: true}]");
      trainer.scenario().sync();
      trainer.awaitReason("Accepted", "NotAllowed");
      assertThat(accounts(trainer)).isEmpty();
      assertThat(trainer.scenario().find(Secret.class, Trainer.SECRET)).isEmpty();
      tenants(trainer, ALLOWED);
      trainer.awaitReady();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_83"})
  void account_and_its_key_are_created_replaced_and_deleted(SandboxVersion version) {
    try (var trainer = on(version, ALLOWED)) {
      apply(trainer, "");
      trainer.awaitReady();
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
      assertThat(accounts(trainer))
          .singleElement()
          .satisfies(user -> assertThat(user.toString()).contains("ORG_SERVICE"));
      assertThat(trainer.scenario().get(Secret.class, Trainer.SECRET).getData())
          .containsKeys("WANDB_API_KEY", "WANDB_BASE_URL")
          .doesNotContainKey("WANDB_ENTITY");

      trainer
          .scenario()
          .annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/revoke-now", "one");
      trainer
          .scenario()
          .awaitThat(
              WandbServiceAccount.class,
              "trainer",
              one -> "one".equals(one.getStatus().handled().get("revoke-now")));
      trainer.scenario().awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));

      var id = trainer.accountId();
      trainer.scenario().delete(WandbServiceAccount.class, "trainer");
      trainer.scenario().awaitGone(WandbServiceAccount.class, "trainer");
      assertThat(accounts(trainer)).isEmpty();
      assertThat(trainer.scenario().sandbox().world().liveKeys(id)).isEmpty();
    }
  }

  @Test
  void first_hashed_key_is_imported_even_if_key_creation_is_off() {
    try (var trainer = on(SandboxVersion.V0_84, ALLOWED)) {
      trainer.scenario().sandbox().switches().set(SandboxSwitch.KEY_CREATION_OFF, true);
      trainer.scenario().sandbox().switches().set(SandboxSwitch.TEAM_SERVICE_ACCOUNTS_OFF, true);
      apply(trainer, "target: {entity: vision, project: audit}");
      trainer.awaitReason("Stalled", "ImportRequired");
      var first =
          trainer.scenario().sandbox().world().issueKeyInApp(trainer.accountId(), "by hand");
      trainer.source(first, "true");
      apply(trainer, "target: {entity: vision, project: audit}\n" + IMPORT);
      trainer.awaitReady();
      trainer.scenario().awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.key()).isNotEqualTo(first);
      assertThat(trainer.scenario().secretValue(Trainer.SECRET, "WANDB_ENTITY"))
          .isEqualTo("vision");
      assertThat(trainer.scenario().secretValue(Trainer.SECRET, "WANDB_PROJECT"))
          .isEqualTo("audit");
    }
  }

  @Test
  void server_without_organization_accounts_is_reported() {
    try (var trainer = on(SandboxVersion.V0_80_1, ALLOWED)) {
      apply(trainer, "");
      assertThat(trainer.awaitReason("Accepted", "NotSupported")).contains("spec.scope", "0.81");
    }
  }

  @Test
  void operator_identity_cannot_be_adopted() {
    try (var trainer = on(SandboxVersion.V0_83, ALLOWED)) {
      apply(trainer, "name: wandb-operator\nadoptionPolicy: IfExists");
      assertThat(trainer.awaitReason("Accepted", "Conflict")).contains("own-identity");
      assertThat(trainer.scenario().find(Secret.class, Trainer.SECRET)).isEmpty();
    }
  }

  @Test
  void team_account_with_the_same_name_is_not_adopted() {
    try (var trainer = on(SandboxVersion.V0_83, ALLOWED)) {
      var id = trainer.scenario().sandbox().world().addServiceAccount("vision", "trainer");
      trainer.scenario().sync();
      apply(trainer, "adoptionPolicy: IfExists");
      trainer.scenario().awaitReason(WandbServiceAccount.class, "trainer", "Ready", "Conflict");
      assertThat(trainer.scenario().sandbox().world().liveKeys(id)).hasSize(1);
    }
  }

  @Test
  void run_target_and_attribution_must_exist_on_the_server() {
    try (var trainer = on(SandboxVersion.V0_83, ALLOWED)) {
      var world = trainer.scenario().sandbox().world();
      world.addMember("vision", world.addUser("alice", "alice@example.com"), "member");
      trainer.scenario().sync();
      apply(trainer, "target: {entity: nowhere}");
      assertThat(trainer.awaitReason("Accepted", "TeamNotFound")).contains("spec.target.entity");
      apply(trainer, "target: {entity: vision}\nattribution: {username: bob}");
      assertThat(trainer.awaitReason("Accepted", "UserNotFound")).contains("attribution");
      assertThat(accounts(trainer)).isEmpty();
      apply(trainer, "target: {entity: vision}\nattribution: {username: alice}");
      trainer.awaitReady();
      assertThat(trainer.scenario().secretValue(Trainer.SECRET, "WANDB_USERNAME"))
          .isEqualTo("alice");
    }
  }

  @Test
  void account_deleted_in_the_app_is_recreated_with_an_event() {
    try (var trainer = on(SandboxVersion.V0_83, ALLOWED)) {
      apply(trainer, "");
      trainer.awaitReady();
      var id = trainer.accountId();
      trainer.scenario().sandbox().world().deleteUser(id);
      trainer.scenario().sync();
      trainer
          .scenario()
          .awaitThat(
              WandbServiceAccount.class,
              "trainer",
              one -> one.getStatus().id() != null && !one.getStatus().id().equals(id));
      trainer.awaitReady();
      assertThat(trainer.scenario().events("trainer", "AccountGone")).isNotEmpty();
      assertThat(trainer.holderOf(trainer.key())).isEqualTo(trainer.accountId());
    }
  }
}
