package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.Claimant;
import com.wandb.iam.resources.Claims.Claim;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartClaimsTest {
  private static final Claimant LATE = new Claimant(Team.class, "uid-late", "ml", "late");
  private static final String ALICE_IN_TEAM =
      ", status: {serverName: central, teamId: t1, users: [{username: a, id: u1}]}";
  private static final String ACCOUNT_IN_TEAM =
      ", status: {serverName: central, teamId: t1, id: a1}";

  private final FakeCaches caches = new FakeCaches();
  private Claims claims;

  @BeforeEach
  void begin() {
    claims = new Claims(claimant -> true, claimant -> {});
  }

  /** Acquires the claims of the start, and returns the owner of this one. */
  private String owner(Claim claim) {
    StartClaims.acquire(caches.resources(), claims);
    return claims.acquire(claim, LATE).map(Claimant::name).orElse("nobody");
  }

  private void team(String name, String hour, String status) {
    add(Team.class, name, hour, "serverRef: {name: central}, name: vision", status);
  }

  private void role(String name, String hour, String status) {
    add(
        CustomRole.class,
        name,
        hour,
        "serverRef: {name: central}, name: vision, inherits: Member",
        status);
  }

  private void membership(String name, String hour, String spec, String status) {
    add(TeamMembership.class, name, hour, "teamRef: {name: vision}, role: Member" + spec, status);
  }

  private void account(String name, String hour, String spec, String status) {
    add(
        WandbServiceAccount.class,
        name,
        hour,
        "teamRef: {name: vision}, name: trainer" + spec,
        status);
  }

  private <R extends HasMetadata> void add(
      Class<R> kind, String name, String hour, String spec, String status) {
    caches.add(
        kind,
        "{metadata: {name: %1$s, namespace: ml, uid: uid-%1$s, creationTimestamp: '2026-03-01T%2$s:00:00Z'}, spec: {%3$s}%4$s}"
            .formatted(name, hour, spec, status));
  }

  /**
   * Two resources declare the same object. Bound ones come first, then older ones, then the uid.
   */
  @ParameterizedTest
  @CsvSource({
    "09, false, 10, false, first",
    "10, false, 09, false, second",
    "10, true, 09, false, first",
    "09, false, 10, true, second",
    "10, true, 09, true, second",
    "09, false, 09, false, first"
  })
  void bound_resource_precedes_an_older_one(
      String firstHour,
      boolean isFirstBound,
      String secondHour,
      boolean isSecondBound,
      String owner) {
    team("second", secondHour, isSecondBound ? ", status: {id: t1}" : "");
    team("first", firstHour, isFirstBound ? ", status: {id: t1}" : ", status: {}");
    role("second", secondHour, isSecondBound ? ", status: {id: t1}" : "");
    role("first", firstHour, isFirstBound ? ", status: {id: t1}" : ", status: {}");
    assertThat(owner(new Claim("central", "team", "vision"))).isEqualTo(owner);
    assertThat(owner(new Claim("central", "role", "vision"))).isEqualTo(owner);
  }

  @Test
  void membership_claims_the_users_in_its_status() {
    membership(
        "people",
        "09",
        "",
        ", status: {serverName: central, teamId: t1, users: [{username: a, id: u1}, {username: b}]}");
    assertThat(owner(ServerClaims.member("central", "t1", "u1"))).isEqualTo("people");
    assertThat(owner(ServerClaims.member("central", "t1", "null"))).isEqualTo("nobody");
    assertThat(owner(ServerClaims.member("central", "t2", "u1"))).isEqualTo("nobody");
  }

  @ParameterizedTest
  @CsvSource({"09, 10, first", "10, 09, second"})
  void older_membership_owns_the_user(String first, String second, String owner) {
    membership("first", first, "", ALICE_IN_TEAM);
    membership("second", second, "", ALICE_IN_TEAM);
    assertThat(owner(ServerClaims.member("central", "t1", "u1"))).isEqualTo(owner);
  }

  /** A role in a registry is claimed as declared and as given, because it may be withdrawn next. */
  @Test
  void membership_claims_given_and_declared_registry_roles() {
    membership(
        "people",
        "09",
        ", registryRoles: [{registry: models, role: Viewer}]",
        ", status: {serverName: central, teamId: t1, users: [{username: a, id: u1, registries: [old]}]}");
    assertThat(owner(registry("models"))).isEqualTo("people");
    assertThat(owner(registry("old"))).isEqualTo("people");
    assertThat(owner(registry("other"))).isEqualTo("nobody");
  }

  private static Claim registry(String name) {
    var user = new MemberState(null, "a", "u1", null, null, null, List.of(), null, null);
    return ServerClaims.registryRole("central", user, name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``
          , status: {}
          , status: {teamId: t1, users: [{username: a, id: u1}]}
          , status: {serverName: central, users: [{username: a, id: u1}]}
          """)
  void unbound_membership_claims_nothing(String status) {
    membership("people", "09", "", status);
    assertThat(owner(ServerClaims.member("central", "t1", "u1"))).isEqualTo("nobody");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | serverName: central, teamId: t1, id: a1 | account | nobody
          ``                    | serverName: central, id: a1             | nobody  | nobody
          ``                    | serverName: central, teamId: t1         | nobody  | nobody
          ``                    | teamId: t1, id: a1                      | nobody  | nobody
          , scope: Organization | serverName: central, id: a1             | nobody  | account
          , scope: Organization | serverName: central                     | nobody  | nobody
          """)
  void bound_account_claims_its_name(
      String spec, String status, String inTeam, String inOrganization) {
    account("account", "09", spec, ", status: {" + status + "}");
    assertThat(owner(ServerClaims.teamAccount("central", "t1", "trainer"))).isEqualTo(inTeam);
    assertThat(owner(ServerClaims.organizationAccount("central", "trainer")))
        .isEqualTo(inOrganization);
  }

  @ParameterizedTest
  @CsvSource({"09, 10, first", "10, 09, second"})
  void older_account_owns_the_name(String first, String second, String owner) {
    account("first", first, "", ACCOUNT_IN_TEAM);
    account("second", second, "", ACCOUNT_IN_TEAM);
    account("fresh", "08", "", "");
    assertThat(owner(ServerClaims.teamAccount("central", "t1", "trainer"))).isEqualTo(owner);
  }
}
