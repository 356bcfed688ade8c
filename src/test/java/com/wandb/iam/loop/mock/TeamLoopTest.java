package com.wandb.iam.loop.mock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teams, condition by condition. */
class TeamLoopTest {
  @RegisterExtension static final Loop LOOP = new Loop();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what it refers to
          missing_server_is_unresolved | bare | Team vision {serverRef: {name: none}} | Team vision unresolved ServerNotFound; wrote nothing
          silent_server_is_waited_for | refuses probe Down; bare; WandbServer {}; see WandbServer $SERVER silent Unreachable | Team vision | Team vision waiting ServerNotReady; wrote nothing
          new_server_is_taken_up_by_waiting_team | bare | Team vision; see Team vision unresolved ServerNotFound; WandbServer {} | Team vision ready; wrote createTeam vision
          server_of_other_operator_is_unresolved | bare; WandbServer {operatorNamespace: other} | Team vision | Team vision unresolved OtherOperator; wrote nothing
          # making
          free_name_is_created | | Team vision | Team vision ready; wrote createTeam vision; event TeamCreated
          given_name_is_created | | Team vision {name: Vision_2} | Team vision ready; wrote createTeam Vision_2
          taken_name_is_a_conflict | has team vision | Team vision | Team vision blocked Conflict; wrote nothing
          taken_name_is_not_adopted_without_tenant | has team vision | Team vision {adoptionPolicy: IfExists} | Team vision rejected NotAllowed; wrote nothing
          taken_name_is_adopted_by_tenant | has team vision; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]} | Team vision {adoptionPolicy: IfExists} | Team vision ready; wrote nothing
          name_of_other_tenant_is_not_allowed | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: [speech]}]} | Team vision | Team vision rejected NotAllowed; wrote nothing
          namespace_of_other_tenant_is_not_allowed | WandbServer {tenants: [{name: t, namespaces: [other], teams: ["*"]}]} | Team vision | Team vision rejected NotAllowed; wrote nothing
          name_declared_twice_is_a_conflict | Team vision | Team second {name: vision} | Team second rejected Conflict; Team vision ready; wrote nothing
          name_declared_in_other_namespace_is_a_conflict | Team vision | Team b/vision | Team b/vision rejected Conflict; in Team b/vision already declared in another namespace; wrote nothing
          loser_takes_over_when_winner_goes | Team vision {deletionPolicy: Orphan} | Team second {name: vision}; see Team second rejected Conflict; delete Team vision | no Team vision; Team second blocked Conflict
          late_team_of_others_is_a_conflict | | refuses createTeam Lost; Team vision; see Team vision waiting Unreachable; Team vision {suspend: true}; see Team vision waiting Suspended; later 1H; answers; made vision; Team vision | Team vision blocked Conflict; event IntentDropped
          # what the server says
          refused_key_is_waited_for | refuses createTeam Unauthorized | Team vision | Team vision waiting Unauthorized
          refused_right_blocks | refuses createTeam Forbidden | Team vision | Team vision blocked Forbidden
          licence_blocks | refuses createTeam Licence | Team vision | Team vision blocked LicenceRequired
          seats_block | refuses createTeam Seats | Team vision | Team vision blocked SeatLimit
          switched_off_blocks | refuses createTeam SwitchedOff | Team vision | Team vision blocked SwitchedOff
          provider_blocks | refuses createTeam Provider | Team vision | Team vision blocked ProviderNotAllowed
          unreachable_bucket_blocks | refuses createTeam Bucket | Team vision | Team vision blocked BucketUnreachable
          rejected_request_blocks | refuses createTeam Invalid | Team vision | Team vision blocked ServerRejected
          throttled_request_is_waited_for | refuses createTeam Throttled | Team vision | Team vision waiting Throttled
          outage_is_waited_for | refuses createTeam Down | Team vision | Team vision waiting Unreachable
          stale_answer_is_waited_for | refuses createTeam Stale | Team vision | Team vision waiting Pending
          name_taken_meanwhile_is_a_conflict | refuses createTeam Exists | Team vision | Team vision blocked Conflict
          team_made_by_a_lost_answer_is_its_own | | refuses createTeam Lost; Team vision; see Team vision waiting Unreachable; made vision; answers | Team vision ready; in Team vision "adopted":false
          lost_answer_waits_while_clocks_differ | | refuses createTeam Lost; Team vision; see Team vision waiting Unreachable; skew 10M; made vision; answers | Team vision waiting ClockSkew
          value_of_a_wrong_type_is_rejected | | Team vision {membership: {minimumAdmins: many}} | Team vision rejected Misread; wrote nothing
          fault_of_our_own_is_an_error | refuses createTeam Fault | Team vision | Team vision waiting Error
          outage_ends_by_itself | refuses createTeam Down | Team vision; see Team vision waiting Unreachable; answers | Team vision ready
          # resting and observing
          suspended_team_writes_nothing | | Team vision {suspend: true} | Team vision waiting Suspended; wrote nothing
          resumed_team_is_created | | Team vision {suspend: true}; see Team vision waiting Suspended; Team vision {suspend: false} | Team vision ready; wrote createTeam vision
          suspended_server_stops_its_teams | Team vision | WandbServer {suspend: true}; see WandbServer $SERVER waiting Suspended; Team vision {deletionPolicy: Orphan} | Team vision waiting ServerNotReady; wrote nothing
          observed_absent_team_is_drift | | Team vision {managementPolicy: Observe} | Team vision blocked Drifted; in Team vision create the team vision; wrote nothing
          observed_present_team_agrees | has team vision; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]} | Team vision {managementPolicy: Observe, adoptionPolicy: IfExists} | Team vision observed; wrote nothing
          # what others did on the server
          deleted_team_is_made_again | Team vision | loses team vision; sync | Team vision ready; wrote createTeam vision; event TeamGone
          deleted_adopted_team_is_missing | has team vision; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists} | loses team vision; sync | Team vision blocked Missing; wrote nothing
          renamed_team_is_identity_changed | Team vision | renames team vision other; sync | Team vision blocked IdentityChanged; wrote nothing
          replaced_team_is_identity_changed | Team vision | replaces team vision; sync | Team vision blocked IdentityChanged; wrote nothing
          expected_privacy_that_differs_blocks | | Team vision {privacy: {privateProjectsOnly: true}} | Team vision blocked PrivacyDiffers
          expected_privacy_that_agrees_is_ready | has private vision | Team vision {privacy: {privateProjectsOnly: true}} | Team vision ready
          # people whom no membership declares
          undeclared_member_of_additive_team_stays | has users alice bob; Team vision | has team vision alice:Admin bob; sync | Team vision ready; members vision alice:Admin bob:Member
          undeclared_member_of_authoritative_team_is_removed | has users alice bob; Team vision {membership: {mode: Authoritative, maxRemovals: 5}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob; sync | Team vision ready; members vision alice:Admin; event MemberRemoved
          ignored_member_of_authoritative_team_stays | has users alice bob; Team vision {membership: {mode: Authoritative, maxRemovals: 5, ignore: ["bob*"]}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob; sync | Team vision ready; members vision alice:Admin bob:Member
          last_admin_of_authoritative_team_stays | has users alice; Team vision {membership: {mode: Authoritative, maxRemovals: 5}} | has team vision alice:Admin; sync | Team vision blocked LastAdmin; members vision alice:Admin; wrote nothing
          removals_wait_for_unresolved_membership | has users alice bob; Team vision {membership: {mode: Authoritative, maxRemovals: 5}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob; TeamMembership carol {user: {username: carol}}; sync | TeamMembership carol blocked UserNotFound; Team vision waiting UndeclaredMembers; members vision alice:Admin bob:Member
          removals_wait_for_suspended_membership | has users alice bob; Team vision {membership: {mode: Authoritative, maxRemovals: 5}}; TeamMembership alice {user: {username: alice}, role: Admin} | TeamMembership carol {suspend: true, user: {username: carol}}; has team vision bob; sync | Team vision waiting UndeclaredMembers; members vision alice:Admin bob:Member
          removals_beyond_limit_are_held | has users alice bob carol; Team vision {membership: {mode: Authoritative, maxRemovals: 1}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob carol; sync | Team vision blocked PlanHeld; members vision alice:Admin carol:Member; wrote removeMember id-vision bob
          approved_removals_are_done | has users alice bob carol; Team vision {membership: {mode: Authoritative, maxRemovals: 1}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob carol; sync; see Team vision blocked PlanHeld; annotate Team vision approve-plan=$HASH | Team vision ready; members vision alice:Admin; event PlanApproved
          approval_of_another_plan_does_nothing | has users alice bob carol; Team vision {membership: {mode: Authoritative, maxRemovals: 1}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob carol; sync; see Team vision blocked PlanHeld; annotate Team vision approve-plan=0000 | in Team vision does not contain the hash; Team vision blocked PlanHeld; members vision alice:Admin carol:Member
          undone_removals_are_contested | has users alice bob carol; Team vision {membership: {mode: Authoritative, maxRemovals: 9}}; TeamMembership alice {user: {username: alice}, role: Admin} | has team vision bob; sync; see members vision alice:Admin; has team vision bob; sync; see members vision alice:Admin; has team vision bob; sync | Team vision blocked Contested; members vision alice:Admin bob:Member
          observed_authoritative_team_shows_removals | has users alice bob; Team vision {membership: {mode: Authoritative, maxRemovals: 5}}; TeamMembership alice {user: {username: alice}, role: Admin} | Team vision {managementPolicy: Observe, membership: {mode: Authoritative, maxRemovals: 5}}; has team vision bob; sync | Team vision blocked Drifted; members vision alice:Admin bob:Member; wrote nothing
          # the end
          unmade_team_goes_at_once | refuses createTeam Forbidden | Team vision {deletionPolicy: Delete}; see Team vision blocked Forbidden; delete Team vision | no Team vision; wrote createTeam vision
          orphaned_team_stays_on_server | Team vision | delete Team vision | no Team vision; wrote nothing
          deletion_waits_for_confirmation | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], teamDeletion: true}]}; Team vision {deletionPolicy: Delete} | delete Team vision | Team vision blocked DeletionNotConfirmed; wrote nothing
          confirmed_deletion_is_done | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], teamDeletion: true}]}; Team vision {deletionPolicy: Delete} | annotate Team vision confirm-delete=vision; delete Team vision | no Team vision; wrote deleteTeam vision; event TeamDeleted
          confirmed_deletion_needs_tenant | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"]}]}; Team vision {deletionPolicy: Delete} | annotate Team vision confirm-delete=vision; delete Team vision | Team vision blocked NotAllowed; wrote nothing
          unconfirmed_deletion_ends_as_orphan | Team vision {deletionPolicy: Delete} | delete Team vision; see Team vision blocked DeletionNotConfirmed; Team vision {deletionPolicy: Orphan} | no Team vision; wrote nothing
          abandoned_team_goes | Team vision {deletionPolicy: Delete} | delete Team vision; see Team vision blocked DeletionNotConfirmed; annotate Team vision abandon=true | no Team vision; wrote nothing; event Orphaned
          team_in_terminating_namespace_goes | Team vision {deletionPolicy: Delete} | delete Namespace . | no Team vision; no Namespace .; wrote nothing
          outage_holds_a_confirmed_deletion | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], teamDeletion: true}]}; Team vision {deletionPolicy: Delete} | refuses deleteTeam Down; annotate Team vision confirm-delete=vision; delete Team vision | Team vision waiting Unreachable
          lost_answer_holds_the_deletion_for_a_while | | refuses createTeam Lost; Team vision; see Team vision waiting Unreachable; delete Team vision | Team vision waiting Pending
          misread_team_goes_by_order | | Team vision {membership: {minimumAdmins: many}}; see Team vision rejected Misread; delete Team vision; see Team vision rejected Misread; annotate Team vision abandon=true | no Team vision; wrote nothing
          misread_team_that_was_made_stays | Team vision | Team vision {membership: {minimumAdmins: many}}; see Team vision rejected Misread; delete Team vision | Team vision rejected Misread; wrote nothing
          """)
  void team(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}
