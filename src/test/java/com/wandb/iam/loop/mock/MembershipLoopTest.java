package com.wandb.iam.loop.mock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Team memberships, condition by condition. */
class MembershipLoopTest {
  @RegisterExtension static final Loop LOOP = new Loop();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what it refers to
          missing_team_is_unresolved | has users alice | TeamMembership alice {user: {username: alice}} | TeamMembership alice unresolved TeamNotFound; wrote nothing
          unready_team_is_waited_for | has users alice | Team vision {suspend: true}; TeamMembership alice {user: {username: alice}} | TeamMembership alice waiting TeamNotReady; wrote nothing
          silent_server_is_waited_for | refuses probe Down; bare; WandbServer {}; see WandbServer $SERVER silent Unreachable | Team vision; TeamMembership alice {user: {username: alice}} | TeamMembership alice waiting ServerNotReady; wrote nothing
          missing_server_is_unresolved | bare | Team vision {serverRef: {name: none}}; TeamMembership alice {user: {username: alice}} | TeamMembership alice unresolved ServerNotFound
          unknown_role_is_unresolved | has users alice; Team vision | TeamMembership alice {user: {username: alice}, role: Annotator} | TeamMembership alice unresolved RoleNotFound; wrote nothing
          new_role_is_taken_up_by_waiting_membership | has users alice; Team vision | TeamMembership alice {user: {username: alice}, role: Annotator}; see TeamMembership alice unresolved RoleNotFound; CustomRole annotator {name: Annotator, inherits: Viewer, permissions: ["project:read"]} | TeamMembership alice ready Active+Active; members vision alice:Annotator
          unknown_registry_role_is_unsupported | version 0.74; has users alice; Team vision | TeamMembership alice {user: {username: alice}, registryRoles: [{registry: models, role: Viewer}]} | TeamMembership alice rejected NotSupported; wrote nothing
          model_registry_admin_is_unsupported | has users alice; Team vision | TeamMembership alice {user: {username: alice}, modelRegistryAdmin: true} | TeamMembership alice rejected NotSupported; wrote nothing
          value_of_a_wrong_type_is_rejected | has users alice; Team vision | TeamMembership alice {user: {username: alice}, modelRegistryAdmin: maybe} | TeamMembership alice rejected Misread; wrote nothing
          team_with_a_wrong_type_is_waited_for | has users alice; Team vision | Team vision {membership: {minimumAdmins: many}}; see Team vision rejected Misread; TeamMembership alice {user: {username: alice}} | TeamMembership alice waiting TeamNotReady; wrote nothing
          role_beyond_edition_needs_licence | has users alice; WandbServer {edition: Standard}; Team vision | TeamMembership alice {user: {username: alice}, role: Viewer} | TeamMembership alice rejected LicenceRequired; wrote nothing
          person_of_other_tenant_is_not_allowed | has users alice; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*@elsewhere.org"]}]}; Team vision | TeamMembership alice {user: {username: alice}} | TeamMembership alice rejected NotAllowed; wrote nothing
          role_of_other_tenant_is_not_allowed | has users alice; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: [Viewer], users: ["*"]}]}; Team vision | TeamMembership alice {user: {username: alice}, role: Admin} | TeamMembership alice rejected NotAllowed; wrote nothing
          # joining
          person_becomes_member | has users alice; Team vision | TeamMembership alice {user: {username: alice}} | TeamMembership alice ready Active+Active; wrote addMembers id-vision [alice]
          person_by_address_becomes_member | has users alice; Team vision | TeamMembership alice {user: {email: ALICE@example.com}} | TeamMembership alice ready Active+Active; members vision alice:Member
          person_becomes_admin | has users alice; Team vision | TeamMembership alice {user: {username: alice}, role: Admin} | TeamMembership alice ready Active+Active; wrote addMembers id-vision [alice] + replaceTeamRoles alice
          many_join_with_one_request | has users alice bob carol; Team vision | TeamMembership all {users: [{username: alice}, {username: bob}, {username: carol}]} | TeamMembership all ready Active+Active; wrote addMembers id-vision [alice, bob, carol]
          present_member_is_adopted | has users alice; Team vision | has team vision alice; sync; TeamMembership alice {user: {username: alice}, role: Admin} | TeamMembership alice ready Active+Active; wrote replaceTeamRoles alice
          present_member_is_a_conflict_without_adoption | has users alice; Team vision | has team vision alice; sync; TeamMembership alice {user: {username: alice}, adoptionPolicy: Never} | TeamMembership alice blocked Conflict; wrote nothing
          person_declared_twice_is_a_conflict | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | TeamMembership second {user: {username: alice}, role: Admin} | TeamMembership second blocked Conflict; wrote nothing
          second_takes_over_when_first_goes | has users alice; Team vision; TeamMembership alice {user: {username: alice}, deletionPolicy: Orphan} | TeamMembership second {user: {username: alice}, role: Admin}; see TeamMembership second blocked Conflict; delete TeamMembership alice | TeamMembership second ready Active+Active; members vision alice:Admin
          unknown_person_blocks | Team vision | TeamMembership alice {user: {username: alice}} | TeamMembership alice blocked UserNotFound; wrote nothing
          person_who_signs_up_becomes_member | Team vision | TeamMembership alice {user: {username: alice}}; see TeamMembership alice blocked UserNotFound; has user alice; sync | TeamMembership alice ready Active+Active; members vision alice:Member
          one_unknown_person_keeps_nobody_out | has users alice; Team vision | TeamMembership all {users: [{username: alice}, {username: bob}]} | TeamMembership all blocked UserNotFound; members vision alice:Member
          two_matches_are_ambiguous | has users a1:alice:x@example.com a2:Alice:y@example.com; Team vision | TeamMembership alice {user: {username: ALICE}} | TeamMembership alice blocked Ambiguous; wrote nothing
          deactivated_person_blocks | has users alice; deactivates user alice; Team vision | TeamMembership alice {user: {username: alice}} | TeamMembership alice blocked Deactivated; wrote nothing
          service_account_is_no_person | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true, roles: ["*"], users: ["*"]}]}; Team vision {adoptionPolicy: IfExists} | TeamMembership alice {user: {username: trainer}} | TeamMembership alice blocked UserNotFound; wrote nothing
          address_of_another_person_is_identity_changed | has users a1:alice:alice@example.com; Team vision; TeamMembership alice {user: {email: alice@example.com}} | has users a1:alice:new@example.com a2:other:alice@example.com; sync | TeamMembership alice blocked IdentityChanged; wrote nothing
          # invitations and accounts
          unknown_address_is_invited | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], provisioning: Invite}]}; Team vision | TeamMembership alice {user: {email: alice@example.com}, provisioning: Invite} | TeamMembership alice ready Active+Active; wrote invite vision alice@example.com
          unknown_address_gets_an_account | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], provisioning: Create}]}; Team vision | TeamMembership alice {user: {email: alice@example.com}, provisioning: Create} | TeamMembership alice ready Active+Active; wrote createUser alice alice@example.com + addMembers id-vision [alice]
          provisioning_beyond_tenant_is_not_allowed | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"]}]}; Team vision | TeamMembership alice {user: {email: alice@example.com}, provisioning: Invite} | TeamMembership alice rejected NotAllowed; wrote nothing
          account_without_seat_blocks | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], provisioning: Create}]}; Team vision | refuses createUser Seats; TeamMembership alice {user: {email: alice@example.com}, provisioning: Create} | TeamMembership alice blocked SeatLimit
          withdrawn_with_membership | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], provisioning: Invite}]}; Team vision; TeamMembership alice {user: {email: alice@example.com}, provisioning: Invite} | delete TeamMembership alice | no TeamMembership alice; wrote withdrawInvitation vision invitation-alice@example.com
          # registries
          registry_role_is_given | has users alice; has registry models; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], registryRoles: ["*"]}]}; Team vision | TeamMembership alice {user: {username: alice}, registryRoles: [{registry: models, role: Admin}]} | TeamMembership alice ready Active+Active; wrote addMembers id-vision [alice] + changeRegistryRoles alice
          unknown_registry_blocks | has users alice; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], registryRoles: ["*"]}]}; Team vision | TeamMembership alice {user: {username: alice}, registryRoles: [{registry: models, role: Admin}]} | TeamMembership alice blocked RegistryNotFound; members vision alice:Member
          registry_role_declared_twice_is_a_conflict | has users alice; has registry models; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], registryRoles: ["*"]}]}; Team vision; Team speech; TeamMembership alice {user: {username: alice}, registryRoles: [{registry: models, role: Admin}]} | TeamMembership second {teamRef: {name: speech}, user: {username: alice}, registryRoles: [{registry: models, role: Viewer}]} | TeamMembership second blocked Conflict; members speech alice:Member
          registry_role_undone_twice_is_contested | has users alice; has registry models; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], roles: ["*"], users: ["*"], registryRoles: ["*"]}]}; Team vision; TeamMembership alice {user: {username: alice}, registryRoles: [{registry: models, role: Admin}]} | has user alice; has team vision alice; sync; see wrote changeRegistryRoles alice; has user alice; sync | TeamMembership alice blocked Contested; wrote changeRegistryRoles alice
          # what the server says
          outage_is_waited_for | has users alice; Team vision | refuses addMembers Down; TeamMembership alice {user: {username: alice}} | TeamMembership alice waiting Unreachable
          refused_viewer_needs_licence | has users alice; Team vision | refuses replaceTeamRoles Licence; TeamMembership alice {user: {username: alice}, role: Viewer} | TeamMembership alice blocked LicenceRequired
          # resting, observing, drift
          suspended_membership_writes_nothing | has users alice; Team vision | TeamMembership alice {suspend: true, user: {username: alice}} | TeamMembership alice waiting Suspended; wrote nothing
          observed_difference_is_drift | has users alice; Team vision | TeamMembership alice {managementPolicy: Observe, user: {username: alice}} | TeamMembership alice blocked Drifted; wrote nothing
          observed_agreement_is_observing | has users alice; Team vision | has team vision alice; sync; TeamMembership alice {managementPolicy: Observe, user: {username: alice}} | TeamMembership alice observed; wrote nothing
          observed_team_keeps_memberships_from_writing | has users alice; has team vision; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true, roles: ["*"], users: ["*"]}]}; Team vision {managementPolicy: Observe, adoptionPolicy: IfExists} | TeamMembership alice {user: {username: alice}} | TeamMembership alice blocked Drifted; wrote nothing
          removed_member_is_added_again | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | loses member vision/alice; sync | members vision alice:Member; event Corrected
          changed_role_is_set_again | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision alice:Viewer; sync | members vision alice:Admin; event Corrected
          change_undone_twice_is_contested | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision alice:Viewer; sync; see members vision alice:Admin; has team vision alice:Viewer; sync | TeamMembership alice blocked Contested; members vision alice:Viewer
          contested_change_goes_on_by_order | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision alice:Viewer; sync; see members vision alice:Admin; has team vision alice:Viewer; sync; see TeamMembership alice blocked Contested; retry TeamMembership alice | TeamMembership alice ready Active+Active; members vision alice:Admin
          # less than before
          last_admin_is_not_demoted | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | TeamMembership alice {user: {username: alice}, role: Member} | TeamMembership alice blocked LastAdmin; members vision alice:Admin; wrote nothing
          second_admin_is_demoted | has users alice bob; Team vision; TeamMembership alice {user: {username: alice}, role: Admin}; TeamMembership bob {user: {username: bob}, role: Admin} | TeamMembership alice {user: {username: alice}, role: Member} | TeamMembership alice ready Active+Active; members vision alice:Member bob:Admin
          demotions_beyond_limit_are_held | has users a b c d; Team vision {membership: {maxRemovals: 1}}; TeamMembership all {users: [{username: a}, {username: b}, {username: c}], role: Admin}; TeamMembership d {user: {username: d}, role: Admin} | TeamMembership all {users: [{username: a}, {username: b}, {username: c}], role: Member} | TeamMembership all blocked PlanHeld; Team vision blocked PlanHeld
          person_left_out_leaves | has users alice bob; Team vision; TeamMembership all {users: [{username: alice}, {username: bob}]} | TeamMembership all {users: [{username: alice}]} | TeamMembership all ready Active+Active; members vision alice:Member; wrote removeMember id-vision bob
          # the end of access
          expired_access_ends | has users alice; Team vision; TeamMembership alice {user: {username: alice}, expiresAt: +1h} | later 2H; retry TeamMembership alice | TeamMembership alice expired; wrote removeMember id-vision alice
          expiry_waits_while_clocks_differ | has users alice; Team vision; TeamMembership alice {user: {username: alice}, expiresAt: +1h} | skew 10M; later 2H; retry TeamMembership alice | TeamMembership alice waiting ClockSkew; wrote nothing
          # deletion
          deleted_membership_leaves_the_team | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | delete TeamMembership alice | no TeamMembership alice; wrote removeMember id-vision alice
          unlisted_member_stays_in_status | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | hides alice; delete TeamMembership alice; see TeamMembership alice with Accepted+Valid Ready-Unreachable Synced-Unreachable; hides nothing; retry TeamMembership alice | no TeamMembership alice; wrote removeMember id-vision alice
          orphaned_membership_stays_in_the_team | has users alice; Team vision; TeamMembership alice {user: {username: alice}, deletionPolicy: Orphan} | delete TeamMembership alice | no TeamMembership alice; wrote nothing
          observed_membership_goes_and_writes_nothing | has users alice; Team vision | has team vision alice; sync; TeamMembership alice {managementPolicy: Observe, user: {username: alice}}; see TeamMembership alice observed; delete TeamMembership alice | no TeamMembership alice; wrote nothing; event Orphaned
          last_admin_holds_the_deletion | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | delete TeamMembership alice | TeamMembership alice blocked LastAdmin; members vision alice:Admin
          abandoned_membership_goes | has users alice; Team vision; TeamMembership alice {user: {username: alice}, role: Admin} | delete TeamMembership alice; see TeamMembership alice blocked LastAdmin; annotate TeamMembership alice abandon=true | no TeamMembership alice; members vision alice:Admin
          last_admin_goes_with_the_namespace | has users alice; Team vision {deletionPolicy: Orphan}; TeamMembership alice {user: {username: alice}, role: Admin} | delete Namespace . | no TeamMembership alice; no Namespace .; members vision alice:Admin
          removals_beyond_limit_hold_the_deletion | has users a b c d; Team vision {membership: {maxRemovals: 1}}; TeamMembership all {users: [{username: a}, {username: b}, {username: c}]} | delete TeamMembership all | TeamMembership all blocked PlanHeld
          outage_holds_the_deletion | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | refuses removeMember Down; delete TeamMembership alice | TeamMembership alice waiting Unreachable
          deletion_without_server_is_an_orphan | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | annotate WandbServer $SERVER abandon=true; delete WandbServer $SERVER; see no WandbServer $SERVER; delete TeamMembership alice | no TeamMembership alice; event Orphaned
          misread_team_holds_the_deletion | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | Team vision {membership: {minimumAdmins: many}}; see Team vision rejected Misread; delete TeamMembership alice | TeamMembership alice blocked TeamNotReady; members vision alice:Member
          membership_of_a_deleted_team_goes | has users alice; Team vision {deletionPolicy: Orphan}; TeamMembership alice {user: {username: alice}} | delete Team vision; see no Team vision; delete TeamMembership alice | no TeamMembership alice; wrote removeMember id-vision alice
          """)
  void membership(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}
