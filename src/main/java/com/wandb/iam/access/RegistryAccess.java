package com.wandb.iam.access;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The roles in registries of the organization, from least to most (rule registry-role). */
public enum RegistryAccess {
  RESTRICTED_VIEWER("RestrictedViewer"),
  VIEWER("Viewer"),
  MEMBER("Member"),
  ADMIN("Admin");

  private final String displayName;

  RegistryAccess(String displayName) {
    this.displayName = displayName;
  }

  /** The name a person reads and writes. */
  public String displayName() {
    return displayName;
  }

  /** The role of that name, as servers write it; empty for one that is not known. */
  public static Optional<RegistryAccess> named(@Nullable String name) {
    return Arrays.stream(values()).filter(role -> role.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Whether a service account may hold it: it cannot only look. */
  public boolean forServiceAccounts() {
    return compareTo(MEMBER) >= 0;
  }

  /**
   * What somebody holds in effect: the highest of what comes from three sides, each null where
   * there is none.
   *
   * @param team what the role in the owning team comes to
   */
  public static Optional<RegistryAccess> highest(
      @Nullable RegistryAccess organization,
      @Nullable RegistryAccess registry,
      @Nullable RegistryAccess team) {
    return Arrays.asList(organization, registry, team).stream()
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }

  /** What a built-in role in the owning team comes to. */
  public static RegistryAccess of(TeamRole.BuiltIn role) {
    return switch (role) {
      case ADMIN -> ADMIN;
      case MEMBER -> MEMBER;
      case VIEWER -> VIEWER;
    };
  }
}
