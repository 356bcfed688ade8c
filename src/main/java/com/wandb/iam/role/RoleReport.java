package com.wandb.iam.role;

import com.wandb.iam.access.KnownPermissions;
import com.wandb.iam.access.Permission;
import com.wandb.iam.access.RoleReview;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleSpec;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Status fields that follow from the role and the snapshot of its server. */
record RoleReport(int holders, int effectivePermissions, List<String> warnings) {
  private static final int WARNINGS = 50;

  static RoleReport of(CustomRoleSpec spec, RoleReview review, RemoteRole role, Snapshot snapshot) {
    var warnings =
        review
            .warnings(spec.inherits().name(), permissions(role.inherited()), known(role, snapshot))
            .stream()
            .limit(WARNINGS)
            .toList();
    return new RoleReport(
        holders(role.name(), snapshot), role.added().size() + role.inherited().size(), warnings);
  }

  /** Returns the number of team members with the role. */
  static int holders(String role, Snapshot snapshot) {
    var custom = new TeamRole.Custom(role);
    return (int)
        snapshot.rosters().stream()
            .flatMap(roster -> roster.members().stream())
            .filter(member -> custom.equals(member.role()))
            .count();
  }

  /** Returns the published permissions, and those that other roles of the server have. */
  private static KnownPermissions known(RemoteRole own, Snapshot snapshot) {
    return KnownPermissions.PUBLISHED.with(
        snapshot.roles().stream()
            .flatMap(
                role ->
                    role.id().equals(own.id())
                        ? role.inherited().stream()
                        : Stream.concat(role.added().stream(), role.inherited().stream()))
            .flatMap(name -> Permission.parse(name).stream())
            .toList());
  }

  private static Set<Permission> permissions(Collection<String> names) {
    return names.stream()
        .flatMap(name -> Permission.parse(name).stream())
        .collect(Collectors.toSet());
  }
}
