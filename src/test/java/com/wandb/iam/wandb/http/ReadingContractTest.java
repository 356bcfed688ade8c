package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading of answers in the formats of all versions. */
class ReadingContractTest {
  private static <T> T from(String body, Function<WandbApi, T> read, String... headers) {
    try (var server = ScriptedServer.always(200, body, headers);
        var api = Connections.to(server.url())) {
      return read.apply(api);
    }
  }

  private static <T> List<T> listFrom(String body, Function<WandbApi, List<T>> read) {
    return from(body, read);
  }

  private static boolean found(String body, Function<WandbApi, Optional<?>> read) {
    return from(body, read).isPresent();
  }

  private static RemoteUser user(String attributes, String... headers) {
    return from(
        "{\"id\":\"u\"," + attributes + "}", api -> api.users().byId("u").orElseThrow(), headers);
  }

  private static byte[] page(int total, int... ids) {
    var items =
        IntStream.of(ids)
            .mapToObj(id -> "{\"id\":\"" + id + "\",\"userName\":\"u" + id + "\"}")
            .collect(Collectors.joining(","));
    return ScriptedServer.answer(
        200, "{\"totalResults\":" + total + ",\"Resources\":[" + items + "]}");
  }

  private static List<String> listed(byte[]... pages) {
    try (var server = ScriptedServer.inTurn(pages);
        var api = Connections.inPagesOf(2, server.url())) {
      var ids = api.users().list().stream().map(RemoteUser::id).toList();
      assertThat(server.received()).hasSize(pages.length);
      for (int i = 0; i < pages.length; i++) {
        assertThat(server.received().get(i).target()).startsWith("/scim/Users?startIndex=");
      }
      return ids;
    }
  }

  private static void assertMalformed(Unavailable error, String message) {
    assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
    assertThat(error).hasMessageContaining(message);
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
  void lists_are_read_over_all_pages() {
    assertThat(listed(page(5, 1, 2), page(5, 3, 4), page(5, 5)))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(listed(page(0))).isEmpty();
  }

  @Test
  void null_resources_are_none() {
    assertThat(listFrom("{\"totalResults\":0,\"Resources\":null}", api -> api.teams().list()))
        .isEmpty();
    assertThat(listFrom("{\"totalResults\":0}", api -> api.roles().list())).isEmpty();
  }

  @Test
  void incomplete_list_fails_with_item_counts() {
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(5, 1, 2), page(5, 3), page(5))),
        "3 of 5");
    assertMalformed(catchThrowableOfType(Unavailable.class, () -> listed(page(3))), "0 of 3");
  }

  @Test
  void list_with_a_duplicate_fails_as_incomplete() {
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(4, 1, 2), page(4, 2, 3))),
        "3 of 4");
  }

  @Test
  void list_longer_than_its_total_fails() {
    assertMalformed(catchThrowableOfType(Unavailable.class, () -> listed(page(1, 1, 2))), "2 of 1");
  }

  @Test
  void changing_total_between_pages_fails() {
    // Item 3 is missing, because item 2 was deleted and 3 moved to the page that was already read.
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(5, 1, 2), page(4, 4, 5))),
        "changed");
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

  private static final RemoteMember ACCOUNT =
      new RemoteMember("u1", null, "ci", null, "ci", BuiltIn.MEMBER, AccountType.SERVICE, false);

  @Test
  void keys_of_a_namesake_are_not_returned() {
    var body =
        """
        {"data": {"users": {"edges": [
          {"node": {"id": "u2", "apiKeys": {"edges": [{"node": {"id": "k2", "name": "x"}}]}}},
          {"node": {"id": "u1", "apiKeys": {"edges": [{"node": {"id": "k1", "name": "local-01", "description": "d"}}]}}}
        ]}}}\
        """;
    assertThat(listFrom(body, api -> api.apiKeys().of(ACCOUNT)))
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.id()).isEqualTo("k1");
              assertThat(key.prefix()).isEqualTo("local-01");
              assertThat(key.description()).isEqualTo("d");
            });
  }

  @Test
  void hidden_keys_are_an_error_and_not_empty() {
    var hidden = "{\"data\":{\"users\":{\"edges\":[{\"node\":{\"id\":\"u1\",\"apiKeys\":null}}]}}}";
    assertThatThrownBy(() -> from(hidden, api -> api.apiKeys().of(ACCOUNT)))
        .isInstanceOf(WandbException.Refused.class);
    var unlisted = "{\"data\":{\"users\":{\"edges\":[]}}}";
    assertThatThrownBy(() -> from(unlisted, api -> api.apiKeys().of(ACCOUNT)))
        .isInstanceOf(WandbException.NotFound.class);
  }

  @Test
  void a_hashed_or_hidden_key_cannot_be_read_back() {
    for (var shown : List.of("null", "\"\"", "\"wandb_v1_abc…\"")) {
      var body = "{\"data\":{\"entity\":{\"members\":[{\"id\":\"u1\",\"apiKey\":" + shown + "}]}}}";
      assertThat(found(body, api -> api.apiKeys().readable("vision", "u1"))).isFalse();
    }
    assertThat(found("{\"data\":{\"entity\":null}}", api -> api.apiKeys().readable("vision", "u1")))
        .isFalse();
  }

  @Test
  void malformed_new_key_leaves_the_outcome_unknown() {
    var body = "{\"data\":{\"generateApiKey\":{\"apiKey\":{\"id\":\"k\",\"name\":\"short\"}}}}";
    var error =
        catchThrowableOfType(
            Unavailable.class,
            () -> from(body, api -> api.apiKeys().generate(Connections.KEY, "d")));
    assertThat(error.outcomeUnknown()).isTrue();
    assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
  }

  @Test
  void the_servers_clock_is_compared_with_ours() {
    var ahead = Instant.now().plus(10, ChronoUnit.MINUTES);
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead.atOffset(ZoneOffset.UTC));
    try (var server = ScriptedServer.always(200, "{\"totalResults\":0}", "Date", date);
        var api = Connections.to(server.url())) {
      assertThat(api.clockSkew()).isZero();
      api.users().list();
      assertThat(api.clockSkew().toSeconds()).isCloseTo(600L, within(30L));
    }
  }

  @Test
  void exhausted_rate_limit_delays_the_next_request() {
    var now = new java.util.concurrent.atomic.AtomicLong(1_000_000_000L);
    try (var server =
            ScriptedServer.always(
                200,
                "{\"totalResults\":0}",
                "RateLimit-Remaining",
                "0",
                "RateLimit-Reset",
                "45.5");
        var api = Connections.timedBy(now::get, server.url())) {
      api.users().list();
      assertThatThrownBy(() -> api.users().list())
          .isInstanceOfSatisfying(
              WandbException.Throttled.class,
              throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofMillis(45_500)));
      assertThat(server.received()).hasSize(1);
      now.addAndGet(Duration.ofSeconds(46).toNanos());
      api.users().list();
      assertThat(server.received()).hasSize(2);
    }
  }

  @Test
  void long_retry_after_of_a_429_delays_all_calls() {
    var now = new java.util.concurrent.atomic.AtomicLong(1_000_000_000L);
    try (var server =
            ScriptedServer.inTurn(
                ScriptedServer.answer(429, "", "Retry-After", "60"),
                ScriptedServer.answer(200, "{\"totalResults\":0}"));
        var api = Connections.timedBy(now::get, server.url())) {
      assertThatThrownBy(() -> api.users().list()).isInstanceOf(WandbException.Throttled.class);
      assertThatThrownBy(() -> api.teams().list()).isInstanceOf(WandbException.Throttled.class);
      assertThat(server.received()).hasSize(1);
      now.addAndGet(Duration.ofSeconds(61).toNanos());
      assertThat(api.teams().list()).isEmpty();
    }
  }
}
