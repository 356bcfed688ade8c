package com.wandb.iam.loop.mock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WandbServers, condition by condition. */
class ServerLoopTest {
  @RegisterExtension static final Loop LOOP = new Loop();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          answering_server_is_ready | | sync | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          admin_key_is_enough | viewer person | sync | WandbServer $SERVER serving Authorized+OrganizationAdmin ClockInSync+Ok
          skewed_clock_is_told | skew 10M | sync | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync-ClockSkew
          suspended_server_rests | bare | WandbServer {suspend: true} | WandbServer $SERVER waiting Suspended
          server_of_no_operator_is_untouched | bare | WandbServer {operatorNamespace: other} | in WandbServer $SERVER operatorNamespace
          # the credential
          missing_secret_is_unresolved | bare | WandbServer {credentials: {secretRef: {name: $NS-none}}} | WandbServer $SERVER unresolved SecretNotFound
          missing_key_is_unresolved | bare | Secret operator/$NS {stringData: {other: x}}; WandbServer {credentials: {secretRef: {name: $NS}}} | WandbServer $SERVER unresolved SecretKeyMissing
          implausible_key_is_unresolved | bare | Secret operator/$NS {stringData: {apiKey: x}}; WandbServer {credentials: {secretRef: {name: $NS}}} | WandbServer $SERVER unresolved KeyInvalid
          new_secret_is_taken_up | bare | WandbServer {credentials: {secretRef: {name: $NS}}}; see WandbServer $SERVER unresolved SecretNotFound; Secret operator/$NS {stringData: {apiKey: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}} | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          missing_authority_is_unresolved | bare | WandbServer {tls: {caBundleRef: {name: $NS-none}}} | WandbServer $SERVER unresolved SecretNotFound
          senseless_authority_blocks | bare | ConfigMap operator/$NS {data: {ca.crt: senseless}}; WandbServer {tls: {caBundleRef: {name: $NS}}} | WandbServer $SERVER blocked Invalid
          unknown_setting_is_unsupported | bare | WandbServer {sync: {interval: 1h, detailInterval: 1m}} | WandbServer $SERVER rejected NotSupported
          value_of_a_wrong_type_is_rejected | bare | WandbServer {suspend: maybe} | WandbServer $SERVER rejected Misread
          # what it answers
          refused_key_is_unauthorized | refuses probe Unauthorized; bare | WandbServer {} | WandbServer $SERVER refusing Unauthorized
          refused_right_is_forbidden | refuses probe Forbidden; bare | WandbServer {} | WandbServer $SERVER refusing Forbidden
          missing_route_to_scim_is_told | refuses probe ScimNotRouted; bare | WandbServer {} | WandbServer $SERVER silent ScimNotRouted Stalled+ScimNotRouted
          throttling_server_is_silent | refuses probe Throttled; bare | WandbServer {} | WandbServer $SERVER silent Throttled
          silent_server_is_unreachable | refuses probe Down; bare | WandbServer {} | WandbServer $SERVER silent Unreachable
          half_read_server_is_unreachable | refuses rosters Down; bare | WandbServer {} | WandbServer $SERVER silent Unreachable
          fault_of_our_own_is_unreachable | refuses rosters Fault; bare | WandbServer {} | WandbServer $SERVER silent Unreachable
          slow_server_is_pending | holds probe; bare | WandbServer {} | WandbServer $SERVER silent Pending
          outage_ends_by_itself | refuses probe Down; bare; WandbServer {}; see WandbServer $SERVER silent Unreachable | answers; sync | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          # another one behind the address
          other_organization_is_read_only | Team vision | organization org-2; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; Team speech | Team speech waiting ServerNotReady; wrote nothing
          accepted_organization_is_served | | organization org-2; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; annotate WandbServer $SERVER accept-organization=org-2 | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          acceptance_of_another_organization_does_nothing | | organization org-2; sync; annotate WandbServer $SERVER accept-organization=org-3 | WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged
          new_installation_is_read_only | founded 2026-01-01T00:00:00Z; Team vision | founded 2026-02-01T00:00:00Z; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; Team speech | Team speech waiting ServerNotReady; wrote nothing
          accepted_installation_binds_by_name | founded 2026-01-01T00:00:00Z; Team vision | founded 2026-02-01T00:00:00Z; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; annotate WandbServer $SERVER accept-organization=$ACCEPT | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok; Team vision blocked Conflict; event ServerReplaced; wrote nothing
          accepted_installation_is_adopted | founded 2026-01-01T00:00:00Z; WandbServer {tenants: [{name: t, namespaces: [$NS], teams: ["*"], adopt: true}]}; Team vision {adoptionPolicy: IfExists} | founded 2026-02-01T00:00:00Z; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; annotate WandbServer $SERVER accept-organization=$ACCEPT | Team vision ready; event TeamAdopted; wrote nothing
          renamed_organization_is_the_same_server | founded 2026-01-01T00:00:00Z; Team vision | sync; Team speech | Team speech ready
          strangers_under_two_ids_are_another_server | has users alice bob; Team vision; TeamMembership people {users: [{username: alice}, {username: bob}]} | has users alice:mallory:mallory@example.com bob:zoe:zoe@example.com; sync; see WandbServer $SERVER with Accepted+Valid Reachable+Ok Authorized?OrganizationChanged Ready-OrganizationChanged Stalled+OrganizationChanged; Team speech | Team speech waiting ServerNotReady; wrote nothing
          stranger_under_one_id_stops_only_that_user | has users alice bob; Team vision; TeamMembership people {users: [{username: alice}, {username: bob}]} | has users alice:mallory:mallory@example.com; sync; Team speech | Team speech ready; TeamMembership people blocked IdentityChanged; wrote createTeam speech
          # the server's own operator
          missing_deployment_is_waited_for | bare | WandbServer {weightsAndBiasesRef: {namespace: $NS, name: wandb}} | WandbServer $SERVER with Accepted+Valid Reachable?DeploymentNotReady Authorized?DeploymentNotReady Ready-DeploymentNotReady
          ready_deployment_is_served | bare | WeightsAndBiases wandb {spec: {}, status: {phase: Completed, ready: true, observedGeneration: 1}}; WandbServer {weightsAndBiasesRef: {namespace: $NS, name: wandb}} | WandbServer $SERVER serving Authorized+OrganizationServiceAccount ClockInSync+Ok
          migrating_deployment_is_waited_for | Team vision | WeightsAndBiases wandb {spec: {}, status: {phase: Loading, ready: false}}; WandbServer {weightsAndBiasesRef: {namespace: $NS, name: wandb}}; see WandbServer $SERVER with Accepted+Valid Reachable?DeploymentNotReady Authorized?DeploymentNotReady Ready-DeploymentNotReady; Team speech | Team speech waiting ServerNotReady; wrote nothing
          # the end
          unused_server_goes | | delete WandbServer $SERVER | no WandbServer $SERVER
          used_server_stays | Team vision | delete WandbServer $SERVER | WandbServer $SERVER waiting InUse
          abandoned_server_goes | Team vision | delete WandbServer $SERVER; see WandbServer $SERVER waiting InUse; annotate WandbServer $SERVER abandon=true | no WandbServer $SERVER
          """)
  void server(String name, @Nullable String given, @Nullable String when, String then) {
    LOOP.run(given, when, then);
  }
}
