package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.Rule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryGuardTest {
  @ParameterizedTest
  @CsvSource({
    "carol, ADMIN, VIEWER, true, ",
    "carol, ADMIN, VIEWER, false, LAST_ADMIN",
    "carol, ADMIN, , false, LAST_ADMIN",
    "carol, MEMBER, , false, ",
    "carol, MEMBER, ADMIN, false, ",
    "me, MEMBER, , true, OWN_IDENTITY",
    "me, ADMIN, MEMBER, true, OWN_IDENTITY",
    "me, MEMBER, ADMIN, false, ",
  })
  void lowered_roles_are_guarded(
      String user,
      @Nullable RegistryAccess from,
      @Nullable RegistryAccess to,
      boolean otherAdmin,
      @Nullable Rule rule) {
    var move = new RegistryMove("models", from, to);
    var violation = new RegistryGuard("me").check(user, user, move, registry -> otherAdmin);
    assertThat(violation.map(found -> found.rule()).orElse(null)).isEqualTo(rule);
    violation.ifPresent(
        found ->
            assertThat(found.message())
                .startsWith("spec.registryRoles: The change \"lower " + user));
  }
}
