package com.wandb.iam.wandb.http;

import static com.wandb.iam.wandb.http.AnswerReading.assertMalformed;
import static com.wandb.iam.wandb.http.AnswerReading.from;
import static com.wandb.iam.wandb.http.AnswerReading.listFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException.Unavailable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading of the members of teams in the formats of all versions. */
class RostersContractTest {
  private static List<RemoteMember> members(String members) {
    var body =
        "{\"data\":{\"t0\":{\"id\":\"e\",\"name\":\"vision\",\"isTeam\":true,\"privateOnly\":true,\"members\":["
            + members
            + "]}}}";
    return from(body, api -> api.teams().rosters(List.of("vision")).getFirst().members());
  }

  @Test
  void member_role_falls_back_to_the_admin_field() {
    assertThat(
            members(
                """
                {"id": "1", "name": "a", "admin": true, "role": "viewer"},
                {"id": "2", "name": "b", "admin": true, "role": null},
                {"id": "3", "name": "c", "admin": false},
                {"id": "4", "name": "d", "role": "ADMIN"},
                {"id": "5", "name": "e", "role": "run-janitor"}\
                """))
        .extracting(RemoteMember::role)
        .containsExactly(
            BuiltIn.VIEWER,
            BuiltIn.ADMIN,
            BuiltIn.MEMBER,
            BuiltIn.ADMIN,
            new TeamRole.Custom("run-janitor"));
  }

  @Test
  void invitation_has_no_account_id() {
    var invited =
        members("{\"id\":\"SW52aXRlOjE=\",\"name\":\"\",\"email\":\"new@x.org\",\"pending\":true}");
    assertThat(invited)
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.userId()).isNull();
              assertThat(member.invitationId()).isEqualTo("SW52aXRlOjE=");
              assertThat(member.pending()).isTrue();
              assertThat(member.email()).isEqualTo("new@x.org");
            });
  }

  @Test
  void service_accounts_differ_from_users() {
    assertThat(
            members(
                "{\"id\":\"1\",\"name\":\"ci\",\"accountType\":\"SERVICE\"},{\"id\":\"2\",\"name\":\"p\"}"))
        .extracting(RemoteMember::type)
        .containsExactly(AccountType.SERVICE, AccountType.USER);
  }

  @Test
  void user_entity_and_unknown_team_have_no_roster() {
    var body =
        """
        {"data": {"t0": null, "t1": {"id": "x", "name": "alice", "isTeam": false, "members": []}}}\
        """;
    assertThat(listFrom(body, api -> api.teams().rosters(List.of("gone", "alice")))).isEmpty();
  }

  @Test
  void team_without_a_member_list_is_an_error() {
    for (var members : List.of("null", "{}")) {
      var body =
          "{\"data\":{\"t0\":{\"id\":\"e\",\"name\":\"v\",\"isTeam\":true,\"members\":"
              + members
              + "}}}";
      assertMalformed(
          catchThrowableOfType(
              Unavailable.class, () -> from(body, api -> api.teams().rosters(List.of("v")))),
          "members");
    }
  }
}
