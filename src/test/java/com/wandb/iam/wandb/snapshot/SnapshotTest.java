package com.wandb.iam.wandb.snapshot;

import static com.wandb.iam.access.TeamRole.BuiltIn.ADMIN;
import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static com.wandb.iam.access.TeamRole.BuiltIn.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.Remotes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it changes the locale")
class SnapshotTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RemoteTeam VISION = Remotes.team("vision");
  private static final RemoteTeam SPEECH = Remotes.team("speech");

  private static Snapshot snapshot(List<RemoteUser> users, RemoteRoster... rosters) {
    return new Snapshot(
        NOON,
        users,
        List.of(VISION, SPEECH),
        List.of(rosters),
        List.of(Remotes.role("janitor", "cleans up")));
  }

  @Test
  void finds_people_by_id_and_by_every_name_in_any_case() {
    var ada = Remotes.named("u1", "Ada", "Ada.L@Example.com", "countess@example.org");
    var snapshot = snapshot(List.of(ada, Remotes.person("u2")));
    assertThat(snapshot.user("u1")).contains(ada);
    assertThat(snapshot.usersNamed("ADA")).containsExactly(ada);
    assertThat(snapshot.usersNamed("ada.l@example.COM")).containsExactly(ada);
    assertThat(snapshot.usersNamed("Countess@example.org")).containsExactly(ada);
    assertThat(snapshot.usersNamed("bob")).isEmpty();
    assertThat(snapshot.user("Ada")).isEmpty();
  }

  @Test
  void shows_everybody_whom_a_name_could_mean() {
    var username = Remotes.named("u1", "shared@example.com", "one@example.com");
    var address = Remotes.named("u2", "two", "Shared@Example.com");
    assertThat(snapshot(List.of(username, address)).usersNamed("shared@example.com"))
        .containsExactlyInAnyOrder(username, address);
  }

  @Test
  void counts_an_account_once_whose_username_is_its_address() {
    var ada = Remotes.named("u1", "ada@example.com", "ADA@example.com");
    assertThat(snapshot(List.of(ada)).usersNamed("ada@example.com")).containsExactly(ada);
  }

  @Test
  void compares_names_alike_whatever_the_locale_of_the_machine() {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr", "TR"));
      var iris = Remotes.named("u1", "IRIS", "iris@example.com");
      assertThat(snapshot(List.of(iris)).usersNamed("iris")).containsExactly(iris);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void finds_teams_by_id_and_exact_name_and_roles_by_name() {
    var snapshot = snapshot(List.of());
    assertThat(snapshot.team("id-vision")).contains(VISION);
    assertThat(snapshot.teamNamed("vision")).contains(VISION);
    assertThat(snapshot.teamNamed("Vision")).isEmpty();
    assertThat(snapshot.role("janitor")).isPresent();
    assertThat(snapshot.role("Janitor")).isEmpty();
  }

  @Test
  void tells_a_team_that_nobody_told_about_from_an_empty_one() {
    var snapshot = snapshot(List.of(), Remotes.roster("vision", List.of()));
    assertThat(snapshot.roster("id-vision")).isPresent();
    assertThat(snapshot.roster("id-speech")).isEmpty();
  }

  @Test
  void knows_the_roles_an_account_holds_in_its_teams() {
    var snapshot =
        snapshot(
            List.of(),
            Remotes.roster("vision", List.of(Remotes.member("bob", ADMIN))),
            Remotes.roster("speech", List.of(Remotes.member("bob", VIEWER))));
    assertThat(snapshot.rolesOf("bob")).isEqualTo(Map.of("vision", ADMIN, "speech", VIEWER));
    assertThat(snapshot.rolesOf("eve")).isEmpty();
  }

  @Test
  void counts_people_and_service_accounts_each_once() {
    var everywhere =
        new RemoteMember(
            "org-bot", null, null, null, "bot", MEMBER, AccountType.ORG_SERVICE, false);
    var snapshot =
        snapshot(
            List.of(Remotes.person("bob")),
            Remotes.roster(
                "vision",
                List.of(
                    Remotes.member("bob", MEMBER),
                    everywhere,
                    Remotes.robot("ci"),
                    Remotes.invitation("eve@example.com"))),
            Remotes.roster("speech", List.of(everywhere)));
    assertThat(snapshot.people()).isEqualTo(1);
    assertThat(snapshot.serviceAccounts()).isEqualTo(2);
  }

  @Test
  void shows_the_permission_model_no_invitations_and_who_is_a_person() {
    var roster =
        Remotes.roster(
            "vision",
            List.of(
                Remotes.member("bob", ADMIN),
                Remotes.robot("ci"),
                Remotes.invitation("eve@example.com"),
                new RemoteMember("u9", null, null, null, "Zoe", MEMBER, AccountType.USER, true)));
    var observed = snapshot(List.of(), roster).observed(roster);
    assertThat(observed.members()).containsOnlyKeys("bob", "ci");
    assertThat(observed.members().get("bob").human()).isTrue();
    assertThat(observed.members().get("ci").human()).isFalse();
    assertThat(observed.members().get("ci").person()).isEqualTo("ci");
  }

  @Test
  void leaves_the_original_as_it_is_when_something_is_replaced() {
    var before = snapshot(List.of(Remotes.named("u1", "ada")), Remotes.roster("vision", List.of()));
    var after =
        before
            .with(Remotes.named("u1", "countess"))
            .with(Remotes.roster("vision", List.of(Remotes.member("u1", MEMBER))))
            .with(Remotes.team("audio"), Remotes.roster("audio", List.of()))
            .withoutTeam("id-speech");

    assertThat(after.usersNamed("countess")).hasSize(1);
    assertThat(after.usersNamed("ada")).isEmpty();
    assertThat(after.rolesOf("u1")).isEqualTo(Map.of("vision", MEMBER));
    assertThat(after.teamNamed("audio")).isPresent();
    assertThat(after.roster("id-audio")).isPresent();
    assertThat(after.teamNamed("speech")).isEmpty();
    assertThat(after.team("id-speech")).isEmpty();
    assertThat(after.asOf()).isEqualTo(NOON);

    assertThat(before.usersNamed("ada")).hasSize(1);
    assertThat(before.rolesOf("u1")).isEmpty();
    assertThat(before.teamNamed("audio")).isEmpty();
    assertThat(before.teamNamed("speech")).isPresent();
  }

  @Test
  void is_not_changed_from_outside() {
    var users = new ArrayList<>(List.of(Remotes.person("bob")));
    var snapshot = snapshot(users);
    users.clear();
    assertThat(snapshot.users()).hasSize(1);
    assertThatThrownBy(() -> snapshot.users().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> snapshot.usersNamed("bob").clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
