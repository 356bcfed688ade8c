package com.wandb.iam.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.PinnedAccount;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.server.sync.BoundObject.Kind;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same server, changed, and another one with the same organization and ids. */
class ServerRecognitionTest {
  private static final Instant FOUNDED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant BOUND = Instant.parse("2026-02-01T00:00:00Z");
  private static final String SAME = "same";

  private final List<RemoteUser> users = new ArrayList<>();
  private final List<RemoteTeam> teams = new ArrayList<>();
  private final List<BoundObject> bound = new ArrayList<>();

  private String differs(
      PinnedOrganization pin, ServerIdentity found, @Nullable Snapshot before, boolean clocks) {
    return ServerRecognition.differs(pin, found, snapshot(), before, bound, clocks).orElse(SAME);
  }

  private Snapshot snapshot() {
    return new Snapshot(Instant.EPOCH, users, teams, List.of(), List.of());
  }

  private static PinnedOrganization pin(@Nullable Instant created) {
    return new PinnedOrganization(
        "org", "Acme", new PinnedAccount("User:1", "operator", created), "print");
  }

  private static ServerIdentity found(String id, String username, @Nullable Instant created) {
    return new ServerIdentity("org", "Acme", new PinnedAccount(id, username, created));
  }

  private static RemoteUser user(
      String id, String username, AccountType type, @Nullable Instant created) {
    return new RemoteUser(
        id,
        username,
        List.of(username + "@example.com"),
        null,
        true,
        type,
        false,
        null,
        Map.of(),
        created,
        null);
  }

  private void person(String id, String username, @Nullable Instant created) {
    users.add(user(id, username, AccountType.USER, created));
  }

  private static BoundObject person(String id, String name) {
    return new BoundObject(Kind.USER, id, Set.of(name, name + "@example.com"), null, null);
  }

  private static BoundObject team(String id, String name) {
    return new BoundObject(Kind.TEAM, id, Set.of(name), BOUND, null);
  }

  @ParameterizedTest(name = "{0} {1} {2} is {3}")
  @CsvSource({
    "User:1, operator, 2026-01-01T00:00:00Z, same",
    "User:1, renamed, 2026-01-01T00:00:00Z, same",
    "User:1, operator, 2026-03-01T00:00:00Z, has the account operator",
    "User:1, operator, , same",
    "User:1, other, , has the account other"
  })
  void own_account_tells_servers_apart(
      String id, String username, @Nullable Instant created, String expected) {
    assertThat(differs(pin(FOUNDED), found(id, username, created), null, true))
        .startsWith(expected);
  }

  @Test
  void organization_tells_servers_apart() {
    var other = new ServerIdentity("org-2", null, found("User:1", "operator", FOUNDED).account());
    assertThat(differs(pin(FOUNDED), other, null, true)).contains("org-2, not org");
    var untold = new PinnedOrganization("-", null, null, "print");
    assertThat(differs(untold, other, null, true)).isEqualTo(SAME);
  }

  @Test
  void untold_organization_is_recognized_by_the_own_account() {
    var untold = new ServerIdentity("-", null, found("User:1", "operator", FOUNDED).account());
    assertThat(differs(pin(FOUNDED), untold, null, true)).isEqualTo(SAME);
    var nothing = new ServerIdentity("-", null, found("User:1", "operator", null).account());
    assertThat(differs(pin(FOUNDED), nothing, null, true)).contains("neither its organization");
  }

  @Test
  void renewed_pin_keeps_untold_marks() {
    var pin = pin(FOUNDED);
    var silent = new ServerIdentity("-", null, found("User:1", "operator", null).account());
    assertThat(silent.renew(pin)).isEqualTo(pin);
    var other = new ServerIdentity("org", "Acme", found("User:9", "second", null).account());
    assertThat(other.renew(pin).account().created()).isNull();
    assertThat(other.renew(pin).fingerprint()).isEqualTo("print");
    var former = new PinnedOrganization("org", "Acme", null, null);
    assertThat(found("User:1", "operator", FOUNDED).renew(former))
        .isEqualTo(found("User:1", "operator", FOUNDED).pin(""));
  }

  @Test
  void new_credential_is_recognized_by_the_former_account() {
    users.add(user("User:1", "operator", AccountType.ORG_SERVICE, FOUNDED));
    bound.add(person("User:7", "alice"));
    assertThat(differs(pin(FOUNDED), found("User:9", "second", BOUND), null, true)).isEqualTo(SAME);
    users.clear();
    assertThat(differs(pin(FOUNDED), found("User:9", "second", BOUND), null, true))
        .contains("neither the account operator");
    person("User:7", "alice", null);
    assertThat(differs(pin(FOUNDED), found("User:9", "second", BOUND), null, true)).isEqualTo(SAME);
  }

  private String withOwnAccount() {
    return differs(pin(FOUNDED), found("User:1", "operator", FOUNDED), null, true);
  }

  @Test
  void two_strangers_under_bound_ids_are_another_server() {
    bound.addAll(List.of(person("User:7", "alice"), person("User:8", "bob")));
    person("User:7", "mallory", null);
    assertThat(withOwnAccount()).isEqualTo(SAME);
    person("User:8", "zoe", null);
    assertThat(withOwnAccount()).contains("2 of the 2 ids");
  }

  @Test
  void deleted_objects_are_no_other_server() {
    bound.addAll(List.of(person("User:7", "alice"), person("User:8", "bob"), team("T:1", "a")));
    assertThat(withOwnAccount()).isEqualTo(SAME);
  }

  @ParameterizedTest(name = "{0} created {1} is {2}")
  @CsvSource({
    "vision, 2026-02-01T00:05:00Z, same",
    "vision, 2026-02-01T00:05:01Z, has other objects",
    "other, 2026-01-31T00:00:00Z, same",
    "other, , same"
  })
  void object_younger_than_its_binding_is_another_one(
      String name, @Nullable Instant created, String expected) {
    bound.add(team("T:1", "vision"));
    teams.add(new RemoteTeam("T:1", name, List.of(), created, null));
    assertThat(withOwnAccount()).startsWith(expected);
  }

  @Test
  void age_counts_only_while_clocks_agree() {
    bound.add(team("T:1", "vision"));
    teams.add(new RemoteTeam("T:1", "vision", List.of(), BOUND.plusSeconds(3600), null));
    var found = found("User:1", "operator", FOUNDED);
    assertThat(differs(pin(FOUNDED), found, null, false)).isEqualTo(SAME);
  }

  @Test
  void two_renamed_teams_are_the_same_server() {
    bound.addAll(List.of(team("T:1", "vision"), team("T:2", "speech")));
    teams.add(new RemoteTeam("T:1", "sight", List.of(), FOUNDED, null));
    teams.add(new RemoteTeam("T:2", "voice", List.of(), FOUNDED, null));
    assertThat(withOwnAccount()).isEqualTo(SAME);
  }

  @Test
  void two_renamed_people_are_recognized_by_their_creation() {
    bound.addAll(List.of(person("User:7", "alice"), person("User:8", "bob")));
    person("User:7", "alice.miller", FOUNDED);
    person("User:8", "bob.smith", FOUNDED);
    var before = snapshot();
    var found = found("User:1", "operator", FOUNDED);
    assertThat(differs(pin(FOUNDED), found, before, true)).isEqualTo(SAME);
    assertThat(differs(pin(FOUNDED), found, null, true)).contains("2 of the 2 ids");
    bound.clear();
    for (var id : List.of("User:7", "User:8")) {
      bound.add(new BoundObject(Kind.USER, id, Set.of("x"), null, FOUNDED));
    }
    assertThat(differs(pin(FOUNDED), found, null, true)).isEqualTo(SAME);
  }

  @Test
  void person_under_the_id_of_an_account_is_another_server() {
    bound.add(new BoundObject(Kind.SERVICE_ACCOUNT, "User:7", Set.of("trainer"), BOUND, null));
    person("User:7", "trainer", null);
    assertThat(withOwnAccount()).contains("1 of the 1 ids");
    users.clear();
    users.add(user("User:7", "trainer", AccountType.SERVICE, null));
    assertThat(withOwnAccount()).isEqualTo(SAME);
  }
}
