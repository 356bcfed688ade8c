package com.wandb.iam.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Identity.Membership;
import com.wandb.iam.access.Identity.Person;
import com.wandb.iam.access.TeamRole.BuiltIn;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of effective permissions: an additional permission never removes another. */
class EffectivePropertiesTest {

  @Provide
  Arbitrary<Permission> permissions() {
    var word = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
    return Combinators.combine(word, word).as(Permission::new);
  }

  @Provide
  Arbitrary<RoleDefinition> customRoles() {
    return Combinators.combine(
            Arbitraries.of(BuiltIn.MEMBER, BuiltIn.VIEWER), permissions().set().ofMaxSize(6))
        .as((inherits, added) -> RoleDefinition.custom("some", inherits, added));
  }

  @Property
  void role_includes_its_inherited_permissions(@ForAll("customRoles") RoleDefinition role) {
    assertThat(Effective.of(role).contains(Effective.of(Holder.of(role.inherits())))).isTrue();
  }

  @Property
  void adding_a_permission_never_removes_another(
      @ForAll("customRoles") RoleDefinition role, @ForAll("permissions") Permission further) {
    var added = new HashSet<>(role.added());
    added.add(further);
    var larger = RoleDefinition.custom("some", role.inherits(), added);
    assertThat(Effective.of(larger).contains(Effective.of(role))).isTrue();
  }

  @Property
  void union_of_permissions_includes_both_in_any_order(
      @ForAll("customRoles") RoleDefinition one, @ForAll Holder other) {
    var both = Effective.of(one).and(Effective.of(other));
    assertThat(both.contains(Effective.of(one))).isTrue();
    assertThat(both.contains(Effective.of(other))).isTrue();
    assertThat(both).isEqualTo(Effective.of(other).and(Effective.of(one)));
    assertThat(both.and(both)).isEqualTo(both);
  }

  @Property
  void registry_admin_in_addition_to_a_role_revokes_nothing(
      @ForAll("customRoles") RoleDefinition role,
      @ForAll Action action,
      @ForAll ProjectVisibility visibility,
      @ForAll boolean own) {
    var target =
        new Target(
            "vision", own ? "alice" : "bob", visibility, Set.of("alice"), Target.Settings.DEFAULT);
    var alone = new Person("alice", Map.of("vision", new Membership(role, false)), false);
    var beside = new Person("alice", Map.of("vision", new Membership(role, true)), false);
    if (PermissionModel.can(alone, action, target).allowed()) {
      assertThat(PermissionModel.can(beside, action, target).allowed()).isTrue();
    }
  }

  @Property
  void more_public_visibility_never_revokes_access(
      @ForAll BuiltIn role, @ForAll Action action, @ForAll ProjectVisibility visibility) {
    var person = Persons.with(role);
    for (var more : ProjectVisibility.values()) {
      if (more.compareTo(visibility) <= 0
          && PermissionModel.can(person, action, Target.in("vision", visibility)).allowed()) {
        assertThat(PermissionModel.can(person, action, Target.in("vision", more)).allowed())
            .isTrue();
      }
    }
  }
}
