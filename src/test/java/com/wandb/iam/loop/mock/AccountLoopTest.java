package com.wandb.iam.loop.mock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Service accounts and their keys, condition by condition. */
class AccountLoopTest {
  @RegisterExtension static final Loop LOOP = new Loop();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # what it refers to
          missing_team_is_unresolved | | ServiceAccount trainer | ServiceAccount trainer unresolved TeamNotFound
          unready_team_is_waited_for | | Team vision {suspend: true}; ServiceAccount trainer | ServiceAccount trainer waiting TeamNotReady
          missing_server_is_unresolved | bare | ServiceAccount trainer {scope: Organization, serverRef: {name: none}} | ServiceAccount trainer unresolved ServerNotFound
          silent_server_is_waited_for | refuses probe Down; bare; WandbServer {}; see WandbServer $SERVER silent Unreachable | ServiceAccount trainer {scope: Organization} | ServiceAccount trainer waiting ServerNotReady
          account_beyond_edition_needs_licence | WandbServer {edition: Standard}; Team vision | ServiceAccount trainer | ServiceAccount trainer rejected LicenceRequired; wrote nothing
          organization_scope_is_unsupported_before_0_81 | version 0.80; Team vision | ServiceAccount trainer {scope: Organization} | ServiceAccount trainer rejected NotSupported
          organization_scope_needs_tenant | Team vision | ServiceAccount trainer {scope: Organization} | ServiceAccount trainer rejected NotAllowed; wrote nothing
          organization_account_is_made | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], organizationServiceAccounts: true}]}; Team vision | ServiceAccount trainer {scope: Organization} | ServiceAccount trainer ready; wrote createOrganizationAccount trainer
          organization_account_waits_for_a_team | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], organizationServiceAccounts: true}]} | ServiceAccount trainer {scope: Organization} | ServiceAccount trainer waiting Pending
          value_of_a_wrong_type_is_rejected | Team vision | ServiceAccount trainer {suspend: maybe} | ServiceAccount trainer rejected Misread; wrote nothing
          # making
          account_is_made_with_its_key | Team vision | ServiceAccount trainer | ServiceAccount trainer ready; wrote createAccount vision/trainer; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          secret_has_the_declared_shape | Team vision | ServiceAccount trainer {secret: {name: key, netrc: true, keys: {apiKey: TOKEN}}} | ServiceAccount trainer ready; keys Secret key TOKEN,WANDB_BASE_URL,WANDB_ENTITY,netrc
          taken_name_is_a_conflict | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists} | ServiceAccount trainer | ServiceAccount trainer blocked Conflict; wrote nothing; no Secret trainer-wandb
          name_declared_twice_is_a_conflict | Team vision; ServiceAccount trainer | ServiceAccount second {name: trainer} | ServiceAccount second rejected Conflict; wrote nothing
          operators_own_account_is_a_conflict | has team vision; has account vision robot; viewer robot-1; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists} | ServiceAccount trainer {name: robot, adoptionPolicy: IfExists} | ServiceAccount trainer rejected Conflict; wrote nothing
          taken_account_is_adopted_by_tenant | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists} | ServiceAccount trainer {adoptionPolicy: IfExists} | ServiceAccount trainer ready; wrote nothing; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          foreign_secret_is_a_conflict | Team vision | Secret trainer-wandb {stringData: {mine: x}}; ServiceAccount trainer | ServiceAccount trainer blocked SecretConflict; wrote nothing; keys Secret trainer-wandb mine
          account_taken_meanwhile_is_a_conflict | Team vision | refuses createAccount Exists; ServiceAccount trainer | ServiceAccount trainer blocked Conflict
          outage_is_waited_for | Team vision | refuses createAccount Down; ServiceAccount trainer | ServiceAccount trainer waiting Unreachable; no Secret trainer-wandb
          # where runs go
          unknown_person_of_attribution_is_unresolved | Team vision | ServiceAccount trainer {attribution: {username: alice}} | ServiceAccount trainer unresolved UserNotFound; wrote nothing
          member_of_attribution_is_in_the_secret | has users alice; Team vision; TeamMembership alice {user: {username: alice}} | ServiceAccount trainer {attribution: {username: alice}} | ServiceAccount trainer ready; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY,WANDB_USERNAME
          attribution_without_team_is_invalid | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], organizationServiceAccounts: true}]}; Team vision | ServiceAccount trainer {scope: Organization, attribution: {username: alice}} | ServiceAccount trainer rejected Invalid; wrote nothing
          other_team_needs_a_project | has team speech; Team vision | ServiceAccount trainer {target: {entity: speech}} | ServiceAccount trainer rejected NotAllowed; wrote nothing
          closed_project_of_other_team_is_not_found | has team speech; has project speech/demo TEAM; Team vision | ServiceAccount trainer {target: {entity: speech, project: demo}} | ServiceAccount trainer rejected ProjectNotFound; wrote nothing
          open_project_of_other_team_is_ready | has team speech; has project speech/demo OPEN; Team vision | ServiceAccount trainer {target: {entity: speech, project: demo}} | ServiceAccount trainer ready; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY,WANDB_PROJECT
          missing_team_of_target_is_not_found | WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], organizationServiceAccounts: true}]}; Team vision | ServiceAccount trainer {scope: Organization, target: {entity: speech}} | ServiceAccount trainer rejected TeamNotFound; wrote nothing
          # declarations that are rejected later
          rejected_account_keeps_its_secret | has team speech; Team vision; ServiceAccount trainer | ServiceAccount trainer {target: {entity: speech}} | ServiceAccount trainer rejected NotAllowed; wrote nothing; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          rejected_account_still_rotates | has team speech; Team vision; ServiceAccount trainer | ServiceAccount trainer {target: {entity: speech}}; see ServiceAccount trainer rejected NotAllowed; annotate ServiceAccount trainer rotate=1 | wrote generateKey trainer-1; keys Secret trainer-wandb WANDB_API_KEY,WANDB_API_KEY_PREVIOUS,WANDB_BASE_URL,WANDB_ENTITY
          refused_account_gets_no_new_key | Team vision; ServiceAccount trainer | WandbServer {tenants: [{name: t, namespaces: [other], teams: ["*"]}]}; see ServiceAccount trainer rejected NotAllowed; annotate ServiceAccount trainer rotate=1 | in ServiceAccount trainer the tenants of the WandbServer do not allow this account any more; wrote nothing
          refused_account_loses_a_leaked_key_before | Team vision; ServiceAccount trainer | annotate ServiceAccount trainer rotate=1; see wrote generateKey trainer-1; WandbServer {tenants: [{name: t, namespaces: [other], teams: ["*"]}]}; see ServiceAccount trainer rejected NotAllowed; annotate ServiceAccount trainer revoke-now=1 | wrote generateKey trainer-1 + revokeKey key-1; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          renamed_secret_replaces_the_former_one | Team vision; ServiceAccount trainer | ServiceAccount trainer {secret: {name: other}} | ServiceAccount trainer ready; wrote nothing; keys Secret other WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; no Secret trainer-wandb
          # resting and observing
          suspended_account_writes_nothing | Team vision | ServiceAccount trainer {suspend: true} | ServiceAccount trainer waiting Suspended; wrote nothing
          observed_absent_account_is_drift | Team vision | ServiceAccount trainer {managementPolicy: Observe} | ServiceAccount trainer blocked Drifted; wrote nothing; no Secret trainer-wandb
          observed_present_account_agrees | Team vision | has account vision trainer; sync; ServiceAccount trainer {managementPolicy: Observe} | ServiceAccount trainer observed
          # servers that hide keys
          first_key_is_imported | version 0.84; Team vision | ServiceAccount trainer | ServiceAccount trainer blocked ImportRequired; wrote createAccount vision/trainer; no Secret trainer-wandb
          imported_key_is_followed_by_another | version 0.84; Team vision | ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}}; see ServiceAccount trainer blocked SecretNotFound; import source trainer | ServiceAccount trainer ready; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; event KeyRotated
          source_without_label_blocks | version 0.84; Team vision | Secret source {stringData: {apiKey: x}}; ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}} | ServiceAccount trainer blocked SourceLabelMissing
          source_without_value_blocks | version 0.84; Team vision | Secret source {metadata: {labels: {iam.wandb.com/source: "true"}}, stringData: {other: x}}; ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}} | ServiceAccount trainer blocked SecretKeyMissing
          implausible_key_is_not_sent | version 0.84; Team vision | Secret source {metadata: {labels: {iam.wandb.com/source: "true"}}, stringData: {apiKey: x}}; ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}} | ServiceAccount trainer blocked KeyInvalid
          key_of_another_account_is_invalid | version 0.84; has users alice; Team vision | import source alice; ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}} | ServiceAccount trainer blocked KeyInvalid
          deleted_secret_is_restored_from_the_copy | version 0.84; Team vision | ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}}; see ServiceAccount trainer blocked SecretNotFound; import source trainer; see ServiceAccount trainer ready; delete Secret trainer-wandb | keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          lost_key_asks_for_another | version 0.84; Team vision | ServiceAccount trainer {apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}}; see ServiceAccount trainer blocked SecretNotFound; import source trainer; see ServiceAccount trainer ready; ServiceAccount trainer {suspend: true}; see ServiceAccount trainer waiting Suspended; delete Secret trainer-wandb; delete Secret operator/*; delete Secret source; ServiceAccount trainer {suspend: false} | ServiceAccount trainer blocked KeyLost; no Secret trainer-wandb
          # keys that follow
          deleted_secret_is_made_again | Team vision; ServiceAccount trainer | delete Secret trainer-wandb | keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; wrote nothing
          ordered_rotation_keeps_the_key_before | Team vision; ServiceAccount trainer | annotate ServiceAccount trainer rotate=1 | keys Secret trainer-wandb WANDB_API_KEY,WANDB_API_KEY_PREVIOUS,WANDB_BASE_URL,WANDB_ENTITY; wrote generateKey trainer-1; event KeyRotated
          leaked_key_is_revoked_at_once | Team vision; ServiceAccount trainer | annotate ServiceAccount trainer revoke-now=1 | ServiceAccount trainer ready; wrote generateKey trainer-1 + revokeKey key-1; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          due_rotation_happens | Team vision; ServiceAccount trainer {apiKey: {rotation: {every: 24h, overlap: 1h}}} | later 25H; retry ServiceAccount trainer | wrote generateKey trainer-1; keys Secret trainer-wandb WANDB_API_KEY,WANDB_API_KEY_PREVIOUS,WANDB_BASE_URL,WANDB_ENTITY
          due_rotation_waits_while_clocks_differ | Team vision; ServiceAccount trainer {apiKey: {rotation: {every: 24h, overlap: 1h}}} | skew 10M; later 25H; retry ServiceAccount trainer | in ServiceAccount trainer clocks of server and operator differ; wrote nothing
          key_before_is_revoked_after_the_overlap | Team vision; ServiceAccount trainer {apiKey: {rotation: {every: 24h, overlap: 1h}}} | annotate ServiceAccount trainer rotate=1; see wrote generateKey trainer-1; later 2H; retry ServiceAccount trainer | wrote generateKey trainer-1 + revokeKey key-1; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; event KeyRevoked
          running_pod_keeps_the_key_before | Team vision; ServiceAccount trainer {apiKey: {rotation: {every: 24h, overlap: 1h}}} | Pod job {spec: {containers: [{name: a, envFrom: [{secretRef: {name: trainer-wandb}}]}]}}; annotate ServiceAccount trainer rotate=1; see wrote generateKey trainer-1; later 2H; retry ServiceAccount trainer | in ServiceAccount trainer The previous key is not revoked yet; wrote generateKey trainer-1
          key_before_is_revoked_by_force | Team vision; ServiceAccount trainer {apiKey: {rotation: {every: 24h, overlap: 1h, maxOverlap: 2h}}} | Pod job {spec: {containers: [{name: a, envFrom: [{secretRef: {name: trainer-wandb}}]}]}}; annotate ServiceAccount trainer rotate=1; see wrote generateKey trainer-1; later 3H; retry ServiceAccount trainer | wrote generateKey trainer-1 + revokeKey key-1; event OverlapEnforced
          switched_off_keys_block | Team vision; ServiceAccount trainer | refuses generateKey SwitchedOff; annotate ServiceAccount trainer rotate=1 | ServiceAccount trainer blocked KeyCreationDisabled; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          lost_answer_is_waited_for | Team vision; ServiceAccount trainer | refuses generateKey Lost; annotate ServiceAccount trainer rotate=1 | ServiceAccount trainer waiting Unreachable
          keys_of_another_cluster_are_a_conflict | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists}; ServiceAccount trainer {adoptionPolicy: IfExists} | foreign trainer; annotate ServiceAccount trainer rotate=1 | ServiceAccount trainer blocked Conflict; wrote nothing
          # keys of a thief
          key_made_with_the_leaked_one_ends | Team vision; ServiceAccount trainer | issues trainer mine; annotate ServiceAccount trainer revoke-now=1 | ServiceAccount trainer ready; wrote generateKey trainer-1 + revokeKey key-1 + revokeKey key-2; event KeyRevoked Revoked 2 other API keys
          key_with_marker_of_another_cluster_ends | Team vision; ServiceAccount trainer | foreign trainer; annotate ServiceAccount trainer revoke-now=1 | ServiceAccount trainer ready; wrote generateKey trainer-1 + revokeKey key-1 + revokeKey key-2; event KeyRevoked Revoked 2 other API keys
          marker_of_another_cluster_holds_no_rotation | Team vision; ServiceAccount trainer | foreign trainer; annotate ServiceAccount trainer rotate=1 | wrote generateKey trainer-1; in ServiceAccount trainer key-2; event UnknownKeys key-2
          unknown_key_is_named_at_rotation | Team vision; ServiceAccount trainer | issues trainer mine; annotate ServiceAccount trainer rotate=1 | wrote generateKey trainer-1; in ServiceAccount trainer key-2 (mine); event UnknownKeys key-2 (mine)
          unknown_key_of_adopted_account_stays | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists}; ServiceAccount trainer {adoptionPolicy: IfExists} | issues trainer mine; annotate ServiceAccount trainer revoke-now=1 | wrote generateKey trainer-1; in ServiceAccount trainer key-2 (mine); event UnknownKeys key-2 (mine)
          # copies
          copy_without_consent_is_missing | Team vision | Namespace b {}; ServiceAccount trainer {secret: {deliverTo: [$NS-b]}} | ServiceAccount trainer blocked ConsentMissing; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; no Secret b/trainer-wandb
          copy_with_consent_is_made | Team vision | Namespace b {metadata: {annotations: {iam.wandb.com/accept-secrets-from: $NS}}}; ServiceAccount trainer {secret: {deliverTo: [$NS-b]}} | ServiceAccount trainer ready; keys Secret b/trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY
          # what others did on the server
          deleted_account_is_made_again | Team vision; ServiceAccount trainer | loses account trainer; sync | ServiceAccount trainer ready; event AccountGone; wrote revokeKey key-1 + createAccount vision/trainer
          # the end
          deleted_account_goes_with_its_keys | Team vision; ServiceAccount trainer | delete ServiceAccount trainer | no ServiceAccount trainer; no Secret trainer-wandb; wrote revokeKey key-1 + deleteAccount trainer-1
          orphaned_account_keeps_its_secret | Team vision; ServiceAccount trainer {deletionPolicy: Orphan} | delete ServiceAccount trainer | no ServiceAccount trainer; keys Secret trainer-wandb WANDB_API_KEY,WANDB_BASE_URL,WANDB_ENTITY; wrote nothing
          abandoned_account_goes | Team vision; ServiceAccount trainer | refuses deleteAccount Down; delete ServiceAccount trainer; see ServiceAccount trainer waiting Unreachable; annotate ServiceAccount trainer abandon=true | no ServiceAccount trainer
          account_goes_with_the_namespace | Team vision {deletionPolicy: Orphan}; ServiceAccount trainer | delete Namespace . | no ServiceAccount trainer; no Namespace .; wrote revokeKey key-1 + deleteAccount trainer-1
          misread_team_holds_the_deletion | Team vision; ServiceAccount trainer | Team vision {membership: {minimumAdmins: many}}; see Team vision rejected Misread; delete ServiceAccount trainer | ServiceAccount trainer blocked TeamNotReady; wrote nothing
          account_of_a_deleted_team_goes | Team vision {deletionPolicy: Orphan}; ServiceAccount trainer | delete Team vision; see no Team vision; delete ServiceAccount trainer | no ServiceAccount trainer; wrote revokeKey key-1 + deleteAccount trainer-1
          adopted_account_stays_on_server | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists}; ServiceAccount trainer {adoptionPolicy: IfExists} | delete ServiceAccount trainer | no ServiceAccount trainer; wrote nothing
          adopted_account_loses_only_own_keys | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists}; ServiceAccount trainer {adoptionPolicy: IfExists, deletionPolicy: Delete} | delete ServiceAccount trainer | no ServiceAccount trainer; event Orphaned revoked the API keys that it created for this resource
          refused_revocation_at_the_end_is_reported | has team vision; has account vision trainer; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists}; ServiceAccount trainer {adoptionPolicy: IfExists, deletionPolicy: Delete} | refuses keys Forbidden; delete ServiceAccount trainer | no ServiceAccount trainer; event Orphaned API keys that this resource created may still be valid
          """)
  void account(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}
