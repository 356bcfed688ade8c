package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.RegistryGrant;
import com.wandb.iam.crd.v1alpha1.RegistryRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryRolePlanTest {
  private static final RegistryGrant MODELS = new RegistryGrant("models", RegistryRole.Member);
  private static final RegistryGrant DATA = new RegistryGrant("data", RegistryRole.Viewer);

  private static RegistryRolePlan plan(
      TeamRole role, boolean admin, Map<String, String> held, RegistryGrant... grants) {
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
    var snapshot = new Snapshot(Instant.EPOCH, List.of(alice), List.of(), List.of(), List.of());
    return new RegistryRolePlan(List.of(grants), snapshot, role);
  }

  private static MemberState alice(String... registries) {
    return new MemberState(
        "alice@example.com", null, "alice", "Synced", null, null, List.of(registries), null, null);
  }

  @Test
  void missing_role_is_given_and_undeclared_one_withdrawn() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of("data", "viewer"), MODELS, DATA);
    var change = plan.change(alice("old", "models"), Set.of(), Set.of());
    assertThat(change.given()).isEqualTo(Map.of("models", "member"));
    assertThat(change.withdrawn()).containsExactly("old");
    assertThat(change.conflicts()).isEmpty();
    assertThat(change.contested()).isEmpty();
  }

  @Test
  void role_of_another_membership_is_a_conflict() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of("data", "viewer"), MODELS, DATA);
    var change = plan.change(alice(), Set.of("models", "data"), Set.of());
    assertThat(change.isEmpty()).isTrue();
    assertThat(change.conflicts()).containsExactly("models");
  }

  @Test
  void contested_role_is_left_as_it_is() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), MODELS);
    var change = plan.change(alice(), Set.of(), Set.of("models"));
    assertThat(change.isEmpty()).isTrue();
    assertThat(change.contested()).containsExactly("models");
  }

  @Test
  void planned_changes_are_sorted_by_registry() {
    var plan = plan(TeamRole.BuiltIn.VIEWER, false, Map.of(), MODELS, DATA);
    assertThat(plan.planned(List.of(alice())))
        .containsExactly(
            "set alice@example.com to viewer in the registry data",
            "set alice@example.com to member in the registry models");
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
}
