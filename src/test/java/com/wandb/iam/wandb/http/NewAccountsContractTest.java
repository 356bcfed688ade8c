package com.wandb.iam.wandb.http;

import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Creation of user accounts, and the errors that prevent it. */
class NewAccountsContractTest {
  private static Sandbox start(SandboxVersion version) {
    return Sandbox.start(SandboxOptions.defaults().withVersion(version));
  }

  private static WandbApi connect(Sandbox sandbox) {
    return Connections.to(sandbox.url(), ApiKey.of(sandbox.adminKey()), "");
  }

  @ParameterizedTest
  @CsvSource({
    "V0_78, alice, new@example.com",
    "V0_78, new, alice@example.com",
    "V0_80_1, new, ALICE@example.com",
    "V0_81, alice, new@example.com",
    "V0_81, new, alice@example.com",
    "V0_83, vision, new@example.com",
    "V0_84, alice, new@example.com",
    "V0_84, new, alice@example.com"
  })
  void taken_username_or_email_is_a_conflict(
      SandboxVersion version, String username, String email) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addTeam("vision");
      var before = api.users().list();

      assertThatThrownBy(() -> api.users().create(username, email))
          .asInstanceOf(type(Conflict.class))
          .returns(false, Conflict::stale);
      assertThat(api.users().list()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void account_creation_without_a_seat_is_refused(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().limitSeats(1);

      assertThatThrownBy(() -> api.users().create("bob", "bob@example.com"))
          .asInstanceOf(type(Refused.class))
          .returns(Refusal.SEATS, Refused::reason);
      assertThat(api.users().byUsername("bob")).isEmpty();

      sandbox.world().limitSeats(100);
      assertThat(api.users().create("bob", "bob@example.com").username()).isEqualTo("bob");
    }
  }

  @ParameterizedTest
  @EnumSource
  void account_of_an_invited_email_joins_all_inviting_teams(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      for (var team : new String[] {"vision", "audio", "other"}) {
        sandbox.world().addTeam(team);
      }
      api.teams().invite("vision", "dora@example.com");
      api.teams().invite("audio", "dora@example.com");

      var made = api.users().create("dora", "dora@example.com");

      assertThat(api.users().byId(made.id()).orElseThrow())
          .returns(true, RemoteUser::active)
          .returns(Map.of("vision", MEMBER, "audio", MEMBER), RemoteUser::teamRoles);
    }
  }
}
