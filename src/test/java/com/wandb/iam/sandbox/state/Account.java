package com.wandb.iam.sandbox.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A user or a service account; guarded by the world's lock. */
public final class Account {
  public final long number;
  public final SandboxAccountType type;
  public final Instant created;
  public String username;
  public String displayName;
  public @Nullable String email;
  public String organizationRole;
  public @Nullable String modelsSeat;
  public @Nullable String weaveRole;
  public boolean active = true;
  public @Nullable Instant deletedAt;
  public @Nullable Instant lastActiveAt;
  public Instant modified;
  public long revision = 1;

  public Account(
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

  public String id() {
    return WireId.of("User", number);
  }

  public boolean isPerson() {
    return type == SandboxAccountType.USER;
  }

  boolean isOrganizationAdmin() {
    return isPerson() && organizationRole.equals("admin");
  }

  /** Returns whether its keys have the permissions of an organization admin. */
  public boolean hasAdminRights() {
    return isOrganizationAdmin() || type == SandboxAccountType.ORG_SERVICE;
  }

  public void touch(Instant now) {
    revision++;
    modified = now;
  }
}
