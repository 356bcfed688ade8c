package com.wandb.iam.access.plan;

import com.wandb.iam.access.RegistryAccess;
import org.jspecify.annotations.Nullable;

/**
 * One change of the role that one user has in one registry.
 *
 * @param from the current role, or null if there is none
 * @param to the next role, or null for none
 */
public record RegistryMove(
    String registry, @Nullable RegistryAccess from, @Nullable RegistryAccess to) {

  /** Returns whether the user has less afterwards. */
  public boolean lowers() {
    return isLower(to, from);
  }

  /** Returns whether the user is no longer an admin of the registry afterwards. */
  public boolean takesAdmin() {
    return from == RegistryAccess.ADMIN && lowers();
  }

  /** Returns the change in words: {@code models (Admin to Viewer)}. */
  String describe() {
    return registry + " (" + nameOf(from) + " to " + nameOf(to) + ")";
  }

  /** Returns the desired state, equal for changes that lead to the same one. */
  String aim() {
    return registry + "=" + nameOf(to);
  }

  private static String nameOf(@Nullable RegistryAccess role) {
    return role == null ? "none" : role.displayName();
  }

  /** Returns whether a role is lower than another one; null is the lowest. */
  static boolean isLower(@Nullable RegistryAccess role, @Nullable RegistryAccess other) {
    return other != null && (role == null || role.compareTo(other) < 0);
  }

  /** Returns the lower of two roles; null is the lowest. */
  static @Nullable RegistryAccess lower(@Nullable RegistryAccess a, @Nullable RegistryAccess b) {
    return isLower(b, a) ? b : a;
  }

  /** Returns the higher of two roles; null is the lowest. */
  static @Nullable RegistryAccess higher(@Nullable RegistryAccess a, @Nullable RegistryAccess b) {
    return isLower(a, b) ? b : a;
  }
}
