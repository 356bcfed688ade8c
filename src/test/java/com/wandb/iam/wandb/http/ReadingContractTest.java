package com.wandb.iam.wandb.http;

import static com.wandb.iam.wandb.http.AnswerReading.found;
import static com.wandb.iam.wandb.http.AnswerReading.from;
import static com.wandb.iam.wandb.http.AnswerReading.listFrom;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of users, groups and roles in the formats of all versions. */
class ReadingContractTest {
  private static RemoteUser user(String attributes, String... headers) {
    return from(
        "{\"id\":\"u\"," + attributes + "}", api -> api.users().byId("u").orElseThrow(), headers);
  }

  @Test
  void emails_are_read_as_capitalized_object_or_list() {
    assertThat(
            user("\"emails\":{\"Value\":\"a@x.org\",\"Primary\":true,\"Display\":\"\"}").emails())
        .containsExactly("a@x.org");
    assertThat(
            user("\"emails\":[{\"value\":\"a@x.org\",\"primary\":true},{\"value\":\"b@x.org\"}]")
                .emails())
        .containsExactly("a@x.org", "b@x.org");
    for (var none : List.of("\"emails\":null", "\"emails\":[]", "\"emails\":{}", "\"x\":1")) {
      assertThat(user(none).emails()).isEmpty();
    }
  }

  @Test
  void user_is_read_with_all_fields() {
    var read =
        user(
            """
            "userName": "bob", "displayName": "Bob", "active": false, "accountType": "USER",
            "organizationRole": "admin", "emails": null,
            "teamRoles": [{"teamName": "vision", "roleName": "viewer"},
                          {"teamName": "nlp", "roleName": "run-janitor"}],
            "registryRoles": [{"registryName": "model", "roleName": "restricted_viewer"}],
            "meta": {"created": "2026-01-02T03:04:05Z", "version": "W/\\"5\\""}\
            """);
    assertThat(read)
        .isEqualTo(
            new RemoteUser(
                "u",
                "bob",
                List.of(),
                "Bob",
                false,
                AccountType.USER,
                true,
                Map.of("vision", BuiltIn.VIEWER, "nlp", new TeamRole.Custom("run-janitor")),
                Map.of("model", "restricted_viewer"),
                Instant.parse("2026-01-02T03:04:05Z"),
                "W/\"5\""));
  }

  @Test
  void fields_missing_on_old_servers_are_unknown_not_empty() {
    var read = user("\"userName\":\"bob\"");
    assertThat(read.type()).isNull();
    assertThat(read.teamRoles()).isNull();
    assertThat(read.created()).isNull();
    assertThat(read.version()).isNull();
    assertThat(read.active()).isTrue();
  }

  @Test
  void the_version_may_stand_in_the_header_alone() {
    for (var meta : List.of("\"meta\":{}", "\"meta\":null", "\"x\":1")) {
      assertThat(user(meta, "ETag", "W/\"9\"").version()).isEqualTo("W/\"9\"");
    }
    assertThat(user("\"meta\":{\"version\":\"W/\\\"8\\\"\"}", "ETag", "W/\"9\"").version())
        .isEqualTo("W/\"8\"");
    assertThat(user("\"meta\":\"odd\"", "ETag", "W/\"9\"").version()).isNull();
  }

  @Test
  void version_unfit_for_a_header_is_ignored() {
    assertThat(user("\"meta\":{\"version\":\"a\\r\\nb\"}").version()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-01-02T03:04:05Z", "2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05.000Z"})
  void times_are_read_with_their_zone(String time) {
    assertThat(user("\"meta\":{\"created\":\"" + time + "\"}").created())
        .isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void malformed_time_is_absent() {
    assertThat(user("\"meta\":{\"created\":\"yesterday\"}").created()).isNull();
  }

  @Test
  void answer_with_another_object_is_not_accepted() {
    var body = "{\"id\":\"someone\",\"userName\":\"x\"}";
    assertThat(found(body, api -> api.users().byId("bob@example.com"))).isFalse();
  }

  @Test
  void unsupported_filter_returns_no_other_account() {
    var everybody =
        """
        {"totalResults": 3, "Resources": [
          {"id": "1", "userName": "alice", "emails": [{"value": "alice@x.org"}]},
          {"id": "2", "userName": "Bob", "emails": [{"value": "BOB@x.org"}]},
          {"id": "3", "userName": "bob", "emails": [{"value": "bob2@x.org"}]}]}\
        """;
    assertThat(from(everybody, api -> api.users().byUsername("bob").orElseThrow()).id())
        .isEqualTo("3");
    assertThat(found(everybody, api -> api.users().byUsername("BOB"))).isTrue();
    assertThat(found(everybody, api -> api.users().byUsername("carol"))).isFalse();
    assertThat(listFrom(everybody, api -> api.users().byEmail("bob@X.org")))
        .singleElement()
        .extracting(RemoteUser::id)
        .isEqualTo("2");
    var teams = "{\"totalResults\":1,\"Resources\":[{\"id\":\"1\",\"displayName\":\"other\"}]}";
    assertThat(found(teams, api -> api.teams().byName("vision"))).isFalse();
  }

  @Test
  void members_of_a_group_come_with_capitals_or_as_null() {
    var groups =
        """
        {"totalResults": 3, "Resources": [
          {"id": "1", "displayName": "a", "members": [{"Value": "u1", "Display": "x", "Ref": "", "Type": ""}]},
          {"id": "2", "displayName": "b", "members": null},
          {"id": "3", "displayName": "c", "members": [{"value": "u2"}]}]}\
        """;
    assertThat(listFrom(groups, api -> api.teams().list()))
        .extracting(team -> team.memberIds().toString())
        .containsExactly("[u1]", "[]", "[u2]");
  }

  @Test
  void custom_role_separates_added_and_inherited_permissions() {
    var role =
        """
        {"id": "r", "name": "janitor", "inheritedFrom": "viewer", "organizationID": "o", "permissions": [
          {"name": "run:delete", "isInherited": false}, {"name": "run:read", "isInherited": true}]}\
        """;
    var read = from(role, api -> api.roles().byId("r").orElseThrow());
    assertThat(read.added()).containsExactly("run:delete");
    assertThat(read.inherited()).containsExactly("run:read");
    assertThat(read.inheritsViewer()).isTrue();
    assertThat(read.organizationId()).isEqualTo("o");
  }
}
