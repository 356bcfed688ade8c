package com.wandb.iam.team.membership;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.plan.RegistryGoal;
import com.wandb.iam.access.plan.RegistryGoal.Granted;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.resources.RegistryShorthand;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The roles that a membership granted one user in registries, as recorded in status. */
final class GrantedRoles {
  private static final char NONE = '-';
  private static final char UNRECORDED = '?';

  private GrantedRoles() {}

  /** Returns the recorded roles by registry. */
  static Map<String, Granted> of(MemberState state) {
    var found = new TreeMap<String, Granted>();
    for (var entry : state.registries()) {
      var letters = RegistryShorthand.letters(entry);
      found.put(
          RegistryShorthand.name(entry),
          new Granted(role(letters.charAt(0)), role(letters.charAt(1))));
    }
    return found;
  }

  /** Returns the entry of status with these roles. */
  static MemberState with(MemberState state, Map<String, Granted> granted) {
    return MemberStates.inRegistries(
        state,
        state.effectiveRegistryRole(),
        new TreeMap<>(granted)
            .entrySet().stream()
                .map(entry -> RegistryShorthand.entry(entry.getKey(), letters(entry.getValue())))
                .toList());
  }

  /** Returns the goals that take back all roles. */
  static List<RegistryGoal> withdrawn(MemberState state) {
    return of(state).entrySet().stream()
        .map(entry -> new RegistryGoal(entry.getKey(), null, entry.getValue(), false))
        .toList();
  }

  private static String letters(Granted granted) {
    var role = granted.role();
    return "" + letter(granted.former()) + (role == null ? UNRECORDED : letter(role));
  }

  private static char letter(@Nullable RegistryAccess role) {
    return switch (role) {
      case null -> NONE;
      case RESTRICTED_VIEWER -> 'r';
      case VIEWER -> 'v';
      case MEMBER -> 'm';
      case ADMIN -> 'a';
    };
  }

  private static @Nullable RegistryAccess role(char letter) {
    return Arrays.stream(RegistryAccess.values())
        .filter(role -> letter(role) == letter)
        .findFirst()
        .orElse(null);
  }
}
