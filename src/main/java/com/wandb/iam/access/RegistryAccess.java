package com.wandb.iam.access;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Roles in registries of the organization, from least to most (rule registry-role). */
public enum RegistryAccess {
  RESTRICTED_VIEWER("RestrictedViewer"),
  VIEWER("Viewer"),
  MEMBER("Member"),
  ADMIN("Admin");

  private final String displayName;

  RegistryAccess(String displayName) {
    this.displayName = displayName;
  }

  /** Returns the name in manifests and messages. */
  public String displayName() {
    return displayName;
  }

  /**
   * Returns the role with the name on the W&amp;B server, ignoring case. Empty for null or an
   * unknown name.
   */
  public static Optional<RegistryAccess> named(@Nullable String name) {
    return Arrays.stream(values()).filter(role -> role.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Returns whether a service account can have this role. It cannot have a read-only role. */
  public boolean forServiceAccounts() {
    return compareTo(MEMBER) >= 0;
  }

  /**
   * Returns the effective role: the highest of three, or empty if all are null.
   *
   * @param organization the role in the organization, or null if there is none
   * @param registry the role in the registry, or null if there is none
   * @param team the role that follows from the role in the owning team, or null if there is none
   */
  public static Optional<RegistryAccess> highest(
      @Nullable RegistryAccess organization,
      @Nullable RegistryAccess registry,
      @Nullable RegistryAccess team) {
    return Arrays.asList(organization, registry, team).stream()
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }

  /** Returns the registry role that follows from a built-in role in the owning team. */
  public static RegistryAccess of(TeamRole.BuiltIn role) {
    return switch (role) {
      case ADMIN -> ADMIN;
      case MEMBER -> MEMBER;
      case VIEWER -> VIEWER;
    };
  }
}
