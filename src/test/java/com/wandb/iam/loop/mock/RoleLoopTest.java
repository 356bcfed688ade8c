package com.wandb.iam.loop.mock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Custom roles, condition by condition. */
class RoleLoopTest {
  @RegisterExtension static final Loop LOOP = new Loop();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          missing_server_is_unresolved | bare | CustomRole $NS-a {serverRef: {name: none}, name: Annotator, inherits: Viewer} | CustomRole $NS-a unresolved ServerNotFound
          silent_server_is_waited_for | refuses probe Down; bare; WandbServer {}; see WandbServer $SERVER silent Unreachable | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a waiting ServerNotReady
          free_name_is_created | | CustomRole $NS-a {name: Annotator, inherits: Viewer, permissions: ["project:read"]} | CustomRole $NS-a ready; wrote createRole Annotator; event RoleCreated
          unknown_permission_is_a_warning | | CustomRole $NS-a {name: Annotator, inherits: Viewer, permissions: ["nothing:known"]} | CustomRole $NS-a ready; in CustomRole $NS-a nothing:known
          value_of_a_wrong_type_is_rejected | | CustomRole $NS-a {name: Annotator, inherits: Viewer, suspend: maybe} | CustomRole $NS-a rejected Misread; wrote nothing
          malformed_permission_is_invalid | | CustomRole $NS-a {name: Annotator, inherits: Viewer, permissions: [nonsense]} | CustomRole $NS-a rejected Invalid; wrote nothing
          taken_name_is_a_conflict | has role Annotator | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a blocked Conflict; wrote nothing
          taken_name_is_adopted | has role Annotator | CustomRole $NS-a {name: Annotator, inherits: Viewer, adoptionPolicy: IfExists} | CustomRole $NS-a ready; wrote nothing
          adopted_role_is_changed_as_declared | has role Annotator project:read | CustomRole $NS-a {name: Annotator, inherits: Viewer, permissions: ["project:update"], adoptionPolicy: IfExists} | CustomRole $NS-a ready; wrote replaceRole Annotator; event RoleChanged
          name_declared_twice_is_a_conflict | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-b {name: Annotator, inherits: Viewer} | CustomRole $NS-b rejected Conflict; wrote nothing
          role_beyond_edition_needs_licence | WandbServer {edition: Standard} | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a rejected LicenceRequired; wrote nothing
          server_without_roles_is_unsupported | refuses roles Absent | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a rejected NotSupported
          refused_role_needs_licence | | refuses createRole Licence; CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a rejected LicenceRequired
          rejected_role_blocks | | refuses createRole Invalid; CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a blocked ServerRejected
          outage_is_waited_for | | refuses createRole Down; CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a waiting Unreachable
          suspended_role_writes_nothing | | CustomRole $NS-a {suspend: true, name: Annotator, inherits: Viewer} | CustomRole $NS-a waiting Suspended; wrote nothing
          observed_absent_role_is_drift | | CustomRole $NS-a {managementPolicy: Observe, name: Annotator, inherits: Viewer} | CustomRole $NS-a blocked Drifted; wrote nothing
          observed_present_role_agrees | has role Annotator | CustomRole $NS-a {managementPolicy: Observe, adoptionPolicy: IfExists, name: Annotator, inherits: Viewer} | CustomRole $NS-a observed; wrote nothing
          observed_different_role_is_drift | has role Annotator project:read | CustomRole $NS-a {managementPolicy: Observe, adoptionPolicy: IfExists, name: Annotator, inherits: Viewer} | CustomRole $NS-a blocked Drifted; wrote nothing
          changed_spec_is_written | CustomRole $NS-a {name: Annotator, inherits: Viewer} | CustomRole $NS-a {name: Annotator, inherits: Viewer, permissions: ["project:update"]} | CustomRole $NS-a ready; wrote replaceRole Annotator
          deleted_role_is_made_again | CustomRole $NS-a {name: Annotator, inherits: Viewer} | loses role Annotator; sync | CustomRole $NS-a ready; wrote createRole Annotator; event RoleGone
          changed_role_is_set_again | CustomRole $NS-a {name: Annotator, inherits: Viewer} | has role Annotator project:read; sync | wrote replaceRole Annotator; CustomRole $NS-a ready
          change_undone_twice_is_contested | CustomRole $NS-a {name: Annotator, inherits: Viewer} | has role Annotator x:a; sync; see wrote replaceRole Annotator; has role Annotator x:a; sync; see wrote replaceRole Annotator + replaceRole Annotator; has role Annotator x:a; sync | CustomRole $NS-a blocked Contested; wrote replaceRole Annotator + replaceRole Annotator
          renamed_role_is_identity_changed | CustomRole $NS-a {name: Annotator, inherits: Viewer} | renames role Annotator Other; sync | CustomRole $NS-a blocked IdentityChanged; wrote nothing
          # the end
          deleted_role_goes_on_server | CustomRole $NS-a {name: Annotator, inherits: Viewer} | delete CustomRole $NS-a | no CustomRole $NS-a; wrote deleteRole id-Annotator
          adopted_role_stays_on_server | has role Annotator; CustomRole $NS-a {name: Annotator, inherits: Viewer, adoptionPolicy: IfExists} | delete CustomRole $NS-a | no CustomRole $NS-a; wrote nothing
          role_in_use_holds_the_deletion | has users alice; CustomRole $NS-a {name: Annotator, inherits: Viewer}; Team vision; TeamMembership alice {user: {username: alice}, role: Annotator} | delete CustomRole $NS-a | CustomRole $NS-a blocked InUse; wrote nothing
          orphaned_role_in_use_goes | has users alice; CustomRole $NS-a {name: Annotator, inherits: Viewer, deletionPolicy: Orphan}; Team vision; TeamMembership alice {user: {username: alice}, role: Annotator} | delete CustomRole $NS-a | no CustomRole $NS-a; wrote nothing
          outage_holds_the_deletion | CustomRole $NS-a {name: Annotator, inherits: Viewer} | refuses deleteRole Down; delete CustomRole $NS-a | CustomRole $NS-a waiting Unreachable
          """)
  void role(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}
