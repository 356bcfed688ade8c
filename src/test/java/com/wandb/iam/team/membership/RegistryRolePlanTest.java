package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.RegistryRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryRolePlanTest {
  private static final RegistryGrant MODELS = new RegistryGrant("models", RegistryRole.Member);
  private static final RegistryGrant DATA = new RegistryGrant("data", RegistryRole.Viewer);

  private static final List<RemoteRole> ROLES =
      List.of(role("Reader", true), role("Writer", false));

  private static RemoteRole role(String name, boolean inheritsViewer) {
    return new RemoteRole(
        "id-" + name, name, "", inheritsViewer, Set.of(), Set.of(), null, null, null);
  }

  private static RegistryRolePlan plan(
      TeamRole role, boolean admin, Map<String, String> held, RegistryGrant... grants) {
    return plan(role, admin, held, false, grants);
  }

  private static RegistryRolePlan plan(
      TeamRole role,
      boolean admin,
      Map<String, String> held,
      boolean adopts,
      RegistryGrant... grants) {
    var alice =
        new RemoteUser(
            "alice",
            "alice",
            List.of("alice@example.com"),
            null,
            true,
            AccountType.USER,
            admin,
            null,
            held,
            null,
            null);
    var snapshot = new Snapshot(Instant.EPOCH, List.of(alice), List.of(), List.of(), ROLES);
    return new RegistryRolePlan(List.of(grants), snapshot, role, adopts);
  }

  private static MemberState alice(String... registries) {
    return new MemberState(
        "alice@example.com", null, "alice", "Synced", null, null, List.of(registries), null, null);
  }

  private static List<String> moves(RegistryRolePlan.Change change) {
    return change.moves().stream()
        .map(move -> move.registry() + " " + move.from() + " " + move.to())
        .toList();
  }

  @Test
  void missing_role_is_granted_and_undeclared_one_taken_back() {
    var held = Map.of("data", "viewer", "old", "member");
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, held, MODELS, DATA);
    var change = plan.change(alice("old:vm", "models:-m"), Set.of(), Set.of());
    assertThat(moves(change)).containsExactly("models null MEMBER", "old MEMBER VIEWER");
    assertThat(change.raises()).isTrue();
    assertThat(change.lowers()).isTrue();
    assertThat(change.conflicts()).isEmpty();
    assertThat(change.contested()).isEmpty();
  }

  @Test
  void higher_role_stays_unless_it_is_adopted() {
    var held = Map.of("models", "admin");
    var without = plan(TeamRole.BuiltIn.VIEWER, false, held, false, MODELS);
    assertThat(moves(without.change(alice(), Set.of(), Set.of()))).isEmpty();
    assertThat(without.effective(alice()).warnings())
        .containsExactly(
            "alice@example.com has the role Admin in the registry models, which this"
                + " TeamMembership did not grant and does not lower. This is more than the declared"
                + " role Member.");
    var adopting = plan(TeamRole.BuiltIn.VIEWER, false, held, true, MODELS);
    assertThat(moves(adopting.change(alice(), Set.of(), Set.of())))
        .containsExactly("models ADMIN MEMBER");
  }

  @Test
  void role_of_another_membership_is_a_conflict() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of("data", "viewer"), MODELS, DATA);
    var change = plan.change(alice(), Set.of("models", "data"), Set.of());
    assertThat(change.moves()).isEmpty();
    assertThat(change.conflicts()).containsExactly("models");
  }

  @Test
  void contested_role_is_left_as_it_is() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), MODELS);
    var change = plan.change(alice(), Set.of(), Set.of("models"));
    assertThat(change.moves()).isEmpty();
    assertThat(change.contested()).containsExactly("models");
  }

  @Test
  void full_status_grants_no_role_in_a_new_registry() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of("old", "member"), MODELS, DATA);
    var change = plan.change(alice("old:-m", "data:-v"), Set.of(), Set.of()).ofGranted();
    assertThat(moves(change)).containsExactly("data null VIEWER", "old MEMBER null");
  }

  @Test
  void planned_changes_are_sorted_by_registry() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of("old", "viewer"), MODELS, DATA);
    assertThat(plan.planned(List.of(alice("old:-v"))))
        .containsExactly(
            "set alice@example.com to viewer in the registry data",
            "set alice@example.com to member in the registry models",
            "remove alice@example.com from the registry old");
  }

  @Test
  void effective_role_asked_twice_warns_the_same() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, true, Map.of("models", "member"), MODELS);
    var first = plan.effective(alice());
    assertThat(first.text()).isEqualTo("Admin");
    assertThat(first.warnings()).hasSize(1);
    assertThat(plan.effective(alice())).isEqualTo(first);
  }

  @Test
  void effective_role_names_each_of_several_registries() {
    var held = Map.of("models", "member", "data", "viewer");
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, held, MODELS, DATA);
    assertThat(plan.effective(alice()).text()).contains("models=Member").contains("data=");
  }

  @ParameterizedTest
  @CsvSource({
    "RestrictedViewer, RESTRICTED_VIEWER",
    "Viewer, VIEWER",
    "Member, MEMBER",
    "Admin, ADMIN"
  })
  void declared_role_is_a_role_of_the_permission_model(RegistryRole role, RegistryAccess access) {
    var grant = new RegistryGrant("models", role);
    assertThat(RegistryRolePlan.declared(List.of(grant))).isEqualTo(Map.of("models", access));
  }

  @Test
  void membership_concerns_a_user_with_a_former_or_declared_role() {
    var without = plan(TeamRole.BuiltIn.VIEWER, false, Map.of());
    assertThat(without.concerns(alice())).isFalse();
    assertThat(without.concerns(alice("old"))).isTrue();
    assertThat(plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), DATA).concerns(alice())).isTrue();
  }

  /** The states of users who can have no role yet. */
  @Test
  void user_without_a_granted_account_is_not_planned() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), DATA);
    assertThat(plan.planned(List.of(state(null, "Pending"), state("alice", "Conflict")))).isEmpty();
    assertThat(plan.planned(List.of(state("alice", "Pending")))).hasSize(1);
  }

  private static MemberState state(@Nullable String id, String state) {
    return new MemberState("alice@example.com", null, id, state, null, null, List.of(), null, null);
  }

  /** The highest of organization, registry and team counts. */
  @ParameterizedTest
  @CsvSource({
    "Viewer, false, , Viewer, Viewer, 0",
    "Viewer, false, member, Viewer, Member, 1",
    "Member, false, viewer, Viewer, Member, 1",
    "Admin, false, , Viewer, Admin, 1",
    "Viewer, true, , Admin, Admin, 0",
    "Viewer, true, , Viewer, Admin, 1",
    "Reader, false, , Viewer, Viewer, 0",
    "Writer, false, , Viewer, Member, 1",
    "Unknown, false, , Viewer, Member, 1",
  })
  void effective_role_is_the_highest(
      String role,
      boolean admin,
      @Nullable String held,
      RegistryRole declared,
      String effective,
      int warnings) {
    var grant = new RegistryGrant("models", declared);
    var roles = held == null ? Map.<String, String>of() : Map.of("models", held);
    var result = plan(TeamRole.named(role), admin, roles, grant).effective(alice());
    assertThat(result.text()).isEqualTo(effective);
    assertThat(result.warnings()).hasSize(warnings);
  }

  @ParameterizedTest
  @CsvSource({"25, 64", "26, 64"})
  void effective_roles_fit_in_status(int length, int shown) {
    var grants =
        List.of("a".repeat(24), "b".repeat(length)).stream()
            .map(name -> new RegistryGrant(name, RegistryRole.Viewer))
            .toArray(RegistryGrant[]::new);
    var text = plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), grants).effective(alice()).text();
    assertThat(text).hasSize(shown);
    assertThat(text.endsWith("…")).isEqualTo(length > 25);
  }
}
