package com.wandb.iam.role;

import com.wandb.iam.crd.v1alpha1.CustomRoleSpec;
import com.wandb.iam.crd.v1alpha1.InheritedRole;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.Roles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Declared content of a custom role.
 *
 * @param description null if the spec does not declare one: then the server's is kept
 */
record DeclaredRole(@Nullable String description, boolean inheritsViewer, Set<String> permissions) {
  /** Used because a server can reject a role without a description. */
  private static final String DEFAULT_DESCRIPTION = "Managed by wandb-iam-operator";

  DeclaredRole {
    permissions = Set.copyOf(permissions);
  }

  static DeclaredRole of(CustomRoleSpec spec) {
    return new DeclaredRole(
        spec.description(),
        spec.inherits() == InheritedRole.Viewer,
        Set.copyOf(spec.permissions()));
  }

  /**
   * Returns whether the role matches the spec. A permission that is both declared and inherited
   * counts once, because a server may list it as either.
   */
  boolean agrees(RemoteRole role) {
    return (description == null || description.equals(role.description()))
        && role.inheritsViewer() == inheritsViewer
        && without(role.inherited(), permissions).equals(without(role.inherited(), role.added()));
  }

  /** Returns the change that makes the role match the spec, as a verb and its object. */
  String difference(RemoteRole role) {
    var declared = without(role.inherited(), permissions);
    var actual = without(role.inherited(), role.added());
    var changes = new ArrayList<String>();
    var missing = without(actual, declared);
    if (!missing.isEmpty()) {
      changes.add("add " + new TreeSet<>(missing));
    }
    var undeclared = without(declared, actual);
    if (!undeclared.isEmpty()) {
      changes.add("remove " + new TreeSet<>(undeclared));
    }
    if (role.inheritsViewer() != inheritsViewer) {
      changes.add("set the base role to " + (inheritsViewer ? "Viewer" : "Member"));
    }
    if (description != null && !description.equals(role.description())) {
      changes.add("set the description");
    }
    return "change the role " + role.name() + ": " + String.join(", ", changes);
  }

  /** Creates a role with this content. */
  RemoteRole create(Roles roles, String name) {
    return roles.create(name, description(""), inheritsViewer, permissions);
  }

  /** Gives a role this content. */
  RemoteRole replace(Roles roles, RemoteRole role) {
    return roles.replace(role, description(role.description()), inheritsViewer, permissions);
  }

  /** Returns the description to write. */
  String description(String current) {
    if (description != null) {
      return description;
    }
    return current.isBlank() ? DEFAULT_DESCRIPTION : current;
  }

  private static Set<String> without(Set<String> excluded, Set<String> permissions) {
    var rest = new HashSet<>(permissions);
    rest.removeAll(excluded);
    return rest;
  }
}
