package com.wandb.iam.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person or a service account; guarded by the world's lock. */
final class Account {
  final long number;
  final SandboxAccountType type;
  final Instant created;
  String username;
  String displayName;
  @Nullable String email;
  String organizationRole;
  @Nullable String modelsSeat;
  @Nullable String weaveRole;
  boolean active = true;
  @Nullable Instant deletedAt;
  @Nullable Instant lastActiveAt;
  Instant modified;
  long revision = 1;

  Account(
      long number,
      SandboxAccountType type,
      String username,
      @Nullable String email,
      String role,
      Instant created) {
    this.number = number;
    this.type = type;
    this.username = username;
    this.displayName = username;
    this.email = email;
    this.organizationRole = role;
    this.created = created;
    this.modified = created;
  }

  String id() {
    return WireId.of("User", number);
  }

  boolean isPerson() {
    return type == SandboxAccountType.USER;
  }

  boolean isOrganizationAdmin() {
    return isPerson() && organizationRole.equals("admin");
  }

  /** Whether its keys may do what only an organization's admin may. */
  boolean hasAdminRights() {
    return isOrganizationAdmin() || type == SandboxAccountType.ORG_SERVICE;
  }

  void touch(Instant now) {
    revision++;
    modified = now;
  }
}
