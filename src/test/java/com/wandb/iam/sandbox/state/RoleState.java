package com.wandb.iam.sandbox.state;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A custom role; guarded by the world's lock. */
public final class RoleState {
  private static final List<String> VIEWER =
      List.of("artifact:read", "project:read", "report:read", "run:read", "model:read");
  private static final List<String> MEMBER =
      List.of(
          "artifact:read",
          "project:read",
          "report:read",
          "run:read",
          "model:read",
          "artifact:create",
          "artifact:update",
          "artifact:delete",
          "project:update",
          "report:create",
          "run:create",
          "run:update");

  /** Permissions of the two inheritable roles. */
  static final Map<String, List<String>> INHERITABLE = Map.of("viewer", VIEWER, "member", MEMBER);

  final long number;
  public final Instant created;
  public String name;
  public String description;
  public String inheritedFrom;
  public final Set<String> ownPermissions = new LinkedHashSet<>();
  public Instant modified;
  public long revision = 1;

  RoleState(long number, String name, String description, String inheritedFrom, Instant created) {
    this.number = number;
    this.name = name;
    this.description = description;
    this.inheritedFrom = inheritedFrom;
    this.created = created;
    this.modified = created;
  }

  public String id() {
    return WireId.of("Role", number);
  }

  public List<String> inheritedPermissions() {
    return INHERITABLE.getOrDefault(inheritedFrom, List.of());
  }

  public void touch(Instant now) {
    revision++;
    modified = now;
  }
}
