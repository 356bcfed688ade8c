package com.wandb.iam.team.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.server.sync.FakeConnection;
import com.wandb.iam.wandb.Remotes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invitations to users whom a membership no longer names: open is invited, joined has accepted, and
 * passer has an account that is no member.
 */
class SentInvitationsTest {
  @AutoClose private final FakeConnection connection = new FakeConnection();

  @BeforeEach
  void begin() {
    connection
        .server
        .team(
            "vision",
            Remotes.invitation("open@example.com"),
            Remotes.member("joined", TeamRole.BuiltIn.MEMBER))
        .user("passer");
  }

  private static MemberState leaving(@Nullable String id, String email, @Nullable Boolean adopted) {
    return new MemberState(email, null, id, "Leaving", "Member", null, List.of(), null, adopted);
  }

  private SentInvitations read(TeamDeclarations others, MemberState... leaving) {
    return SentInvitations.read(
        connection.open(), Remotes.team("vision"), others, List.of(leaving));
  }

  private static TeamDeclarations naming(String... emails) {
    return new TeamDeclarations(
        Arrays.stream(emails)
            .map(
                email ->
                    LenientSerialization.create()
                        .unmarshal(
                            """
                            metadata: {name: other, namespace: ml, uid: u2}
                            spec: {teamRef: {name: vision}, role: Member, user: {email: %s}}
                            """
                                .formatted(email),
                            TeamMembership.class))
            .toList());
  }

  @Test
  void unlisted_invitation_is_looked_for_twice() {
    connection.server.hidden("invitation-open@example.com");
    connection
        .server
        .script()
        .before("userByEmail open@example.com", call -> connection.server.hidden(null));
    read(naming(), leaving(null, "open@example.com", null)).withdraw();
    assertThat(withdrawn())
        .containsExactly("withdrawInvitation vision invitation-open@example.com");
  }

  @Test
  void unlisted_member_has_accepted_by_the_account() {
    connection.server.hidden("joined");
    assertThat(read(naming(), leaving(null, "joined@example.com", null)).accepted())
        .isEqualTo(Map.of("joined@example.com", "joined"));
  }

  private List<String> withdrawn() {
    return connection.server.script().journal("withdraw");
  }

  @Test
  void open_invitation_is_withdrawn_and_joined_user_found() {
    var sent =
        read(
            naming(),
            leaving(null, "Open@Example.com", null),
            leaving(null, "Joined@example.com", null),
            leaving(null, "passer@example.com", null),
            leaving(null, "nobody@example.com", null));
    assertThat(sent.accepted()).isEqualTo(Map.of("joined@example.com", "joined"));
    sent.withdraw();
    assertThat(withdrawn())
        .containsExactly("withdrawInvitation vision invitation-open@example.com");
  }

  /**
   * An invitation by another client, one to a bound user, and one that another membership wants.
   */
  @ParameterizedTest
  @CsvSource({", true, x@example.com", "7,, x@example.com", ",, OPEN@example.com"})
  void invitation_of_others_stays(@Nullable String id, @Nullable Boolean adopted, String declared) {
    var sent = read(naming(declared), leaving(id, "open@example.com", adopted));
    sent.withdraw();
    assertThat(withdrawn()).isEmpty();
    assertThat(sent.accepted()).isEmpty();
  }

  @Test
  void other_declaration_keeps_only_its_own_user_invited() {
    var sent = read(naming("joined@example.com"), leaving(null, "open@example.com", null));
    sent.withdraw();
    assertThat(withdrawn()).hasSize(1);
  }

  /** Without an invitation, the live members are not needed. */
  @Test
  void members_are_read_only_for_an_invitation() {
    read(naming(), leaving("7", "open@example.com", null));
    int before = connection.server.script().journal("roster").size();
    read(naming(), leaving(null, "open@example.com", null));
    assertThat(connection.server.script().journal("roster").size()).isGreaterThan(before);
  }
}
