package com.wandb.iam.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Service accounts and their keys in GraphQL, executed by the double. */
class SandboxGraphQlKeysTest {
  private static final String CREATE_ACCOUNT =
      "mutation($e: String!, $d: String!){result: createServiceAccount(input:{entityName:$e, description:$d}){user{id}}}";
  private static final String GENERATE =
      "mutation($d: String){result: generateApiKey(input:{description:$d}){apiKey{id name description}}}";
  private static final String DELETE_KEY =
      "mutation($id: String!){result: deleteApiKey(input:{id:$id}){success}}";

  private Sandbox sandbox = Sandbox.start(SandboxOptions.defaults());

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void restart(SandboxOptions options) {
    sandbox.close();
    sandbox = Sandbox.start(options);
  }

  private Probe graphQl() {
    return Probe.graphQl(sandbox, sandbox.adminKey());
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void service_account_key_is_visible_unless_keys_are_hashed(SandboxVersion version) {
    restart(SandboxOptions.defaults().withVersion(version));
    sandbox.world().addTeam("vision");
    Probe.Answer made = graphQl().query(CREATE_ACCOUNT, "{\"e\":\"vision\",\"d\":\"trainer\"}");
    String id = made.json().at("/data/result/user/id").asText();
    JsonNode member =
        graphQl()
            .query("{entity(name:\"vision\"){members{id name accountType role apiKey}}}")
            .json()
            .at("/data/entity/members/0");
    assertThat(member.path("id").asText()).isEqualTo(id);
    assertThat(member.path("name").asText()).isEqualTo("trainer");
    assertThat(member.path("accountType").asText()).isEqualTo("SERVICE");
    if (version == SandboxVersion.V0_84) {
      assertThat(member.path("apiKey").isNull()).isTrue();
      assertThat(sandbox.world().liveKeys(id)).isEmpty();
    } else {
      assertThat(sandbox.world().liveKeys(id))
          .extracting(SandboxWorld.Key::secret)
          .containsExactly(member.path("apiKey").asText());
    }
  }

  @Test
  void an_account_rotates_its_key_alone() {
    sandbox.world().addTeam("vision");
    String id = sandbox.world().addServiceAccount("vision", "trainer");
    String first = sandbox.world().issueKeyInApp(id, "first");
    JsonNode made =
        Probe.graphQl(sandbox, first)
            .query(GENERATE, "{\"d\":\"second\"}")
            .json()
            .at("/data/result/apiKey");
    String second = made.path("name").asText();
    assertThat(second).hasSizeGreaterThanOrEqualTo(86);
    JsonNode keys =
        Probe.graphQl(sandbox, second)
            .query("{viewer{id apiKeys{edges{node{id name description}}}}}")
            .json()
            .at("/data/viewer/apiKeys/edges");
    JsonNode old = keys.path(0).path("node");
    assertThat(first).startsWith(old.path("name").asText()).isNotEqualTo(old.path("name").asText());
    assertThat(keys.path(1).at("/node/description").asText()).isEqualTo("second");
    String oldId = "{\"id\":\"" + old.path("id").asText() + "\"}";
    assertThat(
            Probe.graphQl(sandbox, second)
                .query(DELETE_KEY, oldId)
                .json()
                .at("/data/result/success")
                .asBoolean())
        .isTrue();
    assertThat(Probe.graphQl(sandbox, first).query("{viewer{id}}").status()).isEqualTo(401);
    assertThat(Probe.graphQl(sandbox, second).query(DELETE_KEY, oldId).status()).isEqualTo(404);
  }

  @Test
  void account_cannot_delete_foreign_keys() {
    sandbox.world().addTeam("vision");
    String trainer = sandbox.world().addServiceAccount("vision", "trainer");
    sandbox.world().issueKeyInApp(trainer, "");
    String keyId = sandbox.world().liveKeys(trainer).get(0).id();
    String alice =
        sandbox.world().issueKeyInApp(sandbox.world().addUser("alice", "alice@example.com"), "");
    Probe.Answer refused =
        Probe.graphQl(sandbox, alice).query(DELETE_KEY, "{\"id\":\"" + keyId + "\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.graphQlError()).isEqualTo("permission denied");
    assertThat(sandbox.world().liveKeys(trainer)).hasSize(1);
  }

  @Test
  void key_creation_off_exempts_organization_accounts() {
    sandbox.switches().set(SandboxSwitch.KEY_CREATION_OFF, true);
    String alice =
        sandbox.world().issueKeyInApp(sandbox.world().addUser("alice", "alice@example.com"), "");
    assertThat(Probe.graphQl(sandbox, alice).query(GENERATE).status()).isEqualTo(403);
    assertThat(graphQl().query(GENERATE, "{\"d\":null}").status()).isEqualTo(200);
  }

  @Test
  void making_team_accounts_can_be_switched_off() {
    sandbox.world().addTeam("vision");
    sandbox.switches().set(SandboxSwitch.TEAM_SERVICE_ACCOUNTS_OFF, true);
    assertThat(graphQl().query(CREATE_ACCOUNT, "{\"e\":\"vision\",\"d\":\"trainer\"}").status())
        .isEqualTo(403);
    assertThat(sandbox.world().serviceAccounts("vision")).isEmpty();
  }

  @Test
  void a_standard_licence_has_no_service_accounts() {
    restart(SandboxOptions.defaults().withLicence(SandboxLicence.STANDARD));
    sandbox.world().addTeam("vision");
    Probe.Answer refused = graphQl().query(CREATE_ACCOUNT, "{\"e\":\"vision\",\"d\":\"trainer\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.graphQlError()).contains("enterprise");
  }
}
