package com.wandb.iam.wandb.http;

import static com.wandb.iam.access.TeamRole.BuiltIn.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Conflict;
import com.wandb.iam.wandb.WandbException.Invalid;
import com.wandb.iam.wandb.WandbException.NotFound;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import com.wandb.iam.wandb.transport.Json;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invitations: created, listed in rosters, withdrawn, accepted. */
class InvitationsContractTest {
  private static final Consumer<WandbApi> INVITE =
      api -> api.teams().invite("vision", "new@example.com");

  private static Sandbox start(SandboxVersion version) {
    var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
    sandbox.world().addTeam("vision");
    return sandbox;
  }

  private static WandbApi connect(Sandbox sandbox) {
    return Connections.to(sandbox.url(), ApiKey.of(sandbox.adminKey()), "");
  }

  private static List<RemoteMember> members(WandbApi api) {
    return api.teams().rosters(List.of("vision")).getFirst().members();
  }

  private static RemoteMember pending(WandbApi api) {
    var found = members(api).stream().filter(RemoteMember::pending).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static void assertTaken(WandbApi api, String email) {
    assertThatThrownBy(() -> api.teams().invite("vision", email))
        .asInstanceOf(type(Conflict.class))
        .returns(false, Conflict::stale)
        .returns(false, WandbException::retryable);
  }

  @ParameterizedTest
  @EnumSource
  void unknown_email_is_invited_as_a_member_once(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      INVITE.accept(api);

      assertThat(pending(api))
          .returns(null, RemoteMember::userId)
          .returns("new@example.com", RemoteMember::email)
          .returns(MEMBER, RemoteMember::role)
          .satisfies(member -> assertThat(member.invitationId()).isNotEmpty());
      assertTaken(api, "new@example.com");
      assertThat(members(api)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void invited_email_of_an_account_adds_it_at_once(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var alice = sandbox.world().addUser("alice", "alice@example.com");

      api.teams().invite("vision", "alice@example.com");

      assertThat(members(api))
          .singleElement()
          .returns(alice, RemoteMember::userId)
          .returns(null, RemoteMember::invitationId)
          .returns(MEMBER, RemoteMember::role)
          .returns(false, RemoteMember::pending);
      assertTaken(api, "alice@example.com");
    }
  }

  @ParameterizedTest
  @EnumSource
  void invitation_to_a_missing_team_is_refused(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      assertThatThrownBy(() -> api.teams().invite("audio", "new@example.com"))
          .isInstanceOf(NotFound.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void invitation_by_a_non_admin_is_refused(SandboxVersion version) {
    try (var sandbox = start(version)) {
      var alice = sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addMember("vision", alice, "member");
      var key = ApiKey.of(sandbox.world().issueKeyInApp(alice, "laptop"));
      try (var api = Connections.to(sandbox.url(), key, "alice")) {
        assertThat(catchThrowableOfType(Refused.class, () -> INVITE.accept(api)).reason())
            .isEqualTo(Refusal.FORBIDDEN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void repeated_withdrawal_of_an_invitation_is_no_error(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var alice = sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addMember("vision", alice, "admin");
      sandbox.world().invite("vision", "other@example.com");
      var other = pending(api);
      INVITE.accept(api);
      var made =
          members(api).stream()
              .filter(member -> "new@example.com".equals(member.email()))
              .map(RemoteMember::invitationId)
              .findFirst()
              .orElseThrow();

      api.teams().withdrawInvitation("vision", made);
      api.teams().withdrawInvitation("vision", made);

      assertThat(pending(api)).isEqualTo(other);
      assertThat(members(api)).extracting(RemoteMember::userId).containsExactly(alice, null);
      sandbox.world().deleteTeam("vision");
      api.teams().withdrawInvitation("vision", String.valueOf(other.invitationId()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void late_withdrawal_does_not_remove_the_new_member(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      INVITE.accept(api);
      var invitation = String.valueOf(pending(api).invitationId());

      var made = api.users().create("newcomer", "new@example.com");
      api.teams().withdrawInvitation("vision", invitation);

      assertThat(members(api))
          .singleElement()
          .returns(made.id(), RemoteMember::userId)
          .returns(null, RemoteMember::invitationId)
          .returns(MEMBER, RemoteMember::role)
          .returns(false, RemoteMember::pending);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void withdrawal_with_an_account_id_removes_the_member(SandboxVersion version) {
    try (var sandbox = start(version);
        var api = connect(sandbox)) {
      var alice = sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addMember("vision", alice, "member");
      assertThat(members(api))
          .singleElement()
          .returns(null, RemoteMember::invitationId)
          .returns(alice, RemoteMember::userId);
      api.teams().withdrawInvitation("vision", alice);
      assertThat(members(api)).isEmpty();
    }
  }

  @Test
  void invitation_sends_no_admin_and_names_as_variables() {
    var made = "{\"data\":{\"createInvite\":{\"invite\":{\"id\":\"i\"}}}}";
    try (var server = ScriptedServer.always(200, made);
        var api = Connections.to(server.url())) {
      api.teams().invite("vis\"ion", "new@example.com");
      var body = Json.read(server.received().getFirst().body());
      assertThat(body.path("query").asText())
          .contains("createInvite")
          .doesNotContain("admin", "vis\"", "new@");
      assertThat(body.path("variables"))
          .isEqualTo(Json.read("{\"entity\": \"vis\\\"ion\", \"email\": \"new@example.com\"}"));
    }
  }

  private static WandbException failure(int status, String body) {
    try (var server = ScriptedServer.always(status, body);
        var api = Connections.to(server.url())) {
      return catchThrowableOfType(WandbException.class, () -> INVITE.accept(api));
    }
  }

  private static String error(String words) {
    var document = Json.object();
    document.putArray("errors").addObject().put("message", words);
    return Json.write(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user is already invited",
        "new@example.com has already been invited to the team vision",
        "User is already a member",
        "user new@example.com is already a member of vision",
        "they are already members",
        "already a pending member",
        "invite already exists",
        "seat@licence.example.com is already invited"
      })
  void duplicate_invitation_is_a_conflict_for_any_message(String words) {
    for (int status : new int[] {200, 400}) {
      assertThat(failure(status, error(words)))
          .asInstanceOf(type(Conflict.class))
          .returns(false, Conflict::stale);
    }
    assertThat(failure(409, "{\"error\":\"resource already exists\"}"))
        .isInstanceOf(Conflict.class);
  }

  static Stream<Arguments> otherWords() {
    return Stream.of(
        arguments("entity vision not found", NotFound.class),
        arguments("permission denied", Refused.class),
        arguments("no seat left for new@example.com", Refused.class),
        arguments("invitations are disabled", Refused.class),
        arguments("the user is not already a member of the organization", Invalid.class),
        arguments("the user isn't already invited", Invalid.class),
        arguments("seats@example.com is no good address", Invalid.class),
        arguments("team \"already invited\" is no good name", Invalid.class));
  }

  @ParameterizedTest
  @MethodSource("otherWords")
  void other_messages_are_not_a_duplicate_invitation(String words, Class<?> type) {
    assertThat(failure(200, error(words))).isInstanceOf(type);
  }

  @Test
  void answer_without_the_result_leaves_outcome_unknown() {
    assertThat(failure(200, "{\"data\":{\"createInvite\":null}}"))
        .asInstanceOf(type(Unavailable.class))
        .returns(Outage.MALFORMED, Unavailable::reason)
        .returns(true, Unavailable::outcomeUnknown);
  }
}
