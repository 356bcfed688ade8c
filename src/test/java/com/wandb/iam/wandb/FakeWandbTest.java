package com.wandb.iam.wandb;

import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.Invalid;
import com.wandb.iam.wandb.WandbException.NotFound;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the parts of the contract that tests with this double rely on. */
class FakeWandbTest {
  private final FakeWandb server =
      new FakeWandb().user("alice").team("vision").registry("model").registry("dataset");
  private final Teams teams = server.teams();
  private final Users users = server.users();

  private List<RemoteMember> roster() {
    return teams.rosters(List.of("vision")).getFirst().members();
  }

  @Test
  void invitation_is_pending_only_for_unknown_emails() {
    teams.invite("vision", "Dora@example.com");
    teams.invite("vision", "alice@example.com");

    assertThat(roster()).extracting(RemoteMember::pending).containsExactly(true, false);
    assertThat(server.members("vision")).isEqualTo(Map.of("alice", MEMBER));
    for (var address : List.of("dora@example.com", "alice@example.com")) {
      assertThatThrownBy(() -> teams.invite("vision", address)).isInstanceOf(Conflict.class);
    }
    assertThatThrownBy(() -> teams.invite("audio", "eve@example.com")).isInstanceOf(NotFound.class);

    var dora = users.create("dora", "dora@example.com");
    assertThat(dora.teamRoles()).isEqualTo(Map.of("vision", MEMBER));
    assertThat(roster()).noneMatch(RemoteMember::pending);
    assertThatThrownBy(() -> users.create("dora2", "dora@example.com"))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void invitations_are_withdrawn_and_members_removed() {
    teams.invite("vision", "dora@example.com");
    teams.invite("vision", "alice@example.com");
    var invitation = Remotes.invitation("dora@example.com").invitationId();
    teams.withdrawInvitation("vision", invitation);
    teams.withdrawInvitation("vision", invitation);
    teams.withdrawInvitation("audio", invitation);
    assertThat(roster()).extracting(RemoteMember::userId).containsExactly("alice");

    teams.withdrawInvitation("vision", "alice");
    assertThat(roster()).isEmpty();
  }

  @Test
  void only_named_registries_change() {
    var read = users.byId("alice").orElseThrow();
    var written = users.changeRegistryRoles(read, Map.of("model", "admin"), Set.of());
    assertThat(users.changeRegistryRoles(written, Map.of("dataset", "viewer"), Set.of()))
        .returns(Map.of("model", "admin", "dataset", "viewer"), RemoteUser::registryRoles);
    assertThatThrownBy(() -> users.changeRegistryRoles(read, Map.of(), Set.of("model")))
        .isInstanceOfSatisfying(Conflict.class, stale -> assertThat(stale.stale()).isTrue());

    var latest = users.byId("alice").orElseThrow();
    assertThatThrownBy(() -> users.changeRegistryRoles(latest, Map.of(), Set.of("gone")))
        .isInstanceOf(Invalid.class);
    assertThat(users.changeRegistryRoles(latest, Map.of(), Set.of("model")).registryRoles())
        .isEqualTo(Map.of("dataset", "viewer"));
  }
}
