package com.wandb.iam.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.graphql.GraphQlSchema;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitch;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GraphQL documents, executed by the double. */
class SandboxGraphQlTest {
  private static final String CREATE_ACCOUNT =
      "mutation($e: String!, $d: String!){result: createServiceAccount(input:{entityName:$e, description:$d}){user{id}}}";
  private static final String GENERATE =
      "mutation($d: String){result: generateApiKey(input:{description:$d}){apiKey{id name description}}}";
  private static final String DELETE_KEY =
      "mutation($id: String!){result: deleteApiKey(input:{id:$id}){success}}";
  private static final String INVITE =
      "mutation($e: String!, $u: String, $m: String, $a: Boolean){createInvite(input:{entityName:$e, username:$u, email:$m, admin:$a})"
          + "{invite{id email toUser{name}}}}";

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

  private static String message(Probe.Answer answer) {
    return answer.json().path("errors").path(0).path("message").asText();
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
    assertThat(message(refused)).isEqualTo("permission denied");
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
    assertThat(message(refused)).contains("enterprise");
  }

  @Test
  void unknown_keys_and_user_names_are_refused() {
    assertThat(Probe.graphQl(sandbox, "x".repeat(40)).query("{viewer{id}}").status())
        .isEqualTo(401);
    assertThat(graphQl().basic("admin", sandbox.adminKey()).query("{viewer{id}}").status())
        .isEqualTo(401);
    assertThat(
            graphQl()
                .with("Authorization", "Bearer " + sandbox.adminKey())
                .query("{viewer{id}}")
                .status())
        .isEqualTo(401);
  }

  @Test
  void admin_rights_must_be_asked_for_by_the_header() {
    Probe without = graphQl().with("Use-Admin-Privileges", "false");
    assertThat(without.query("{viewer{id}}").status()).isEqualTo(200);
    Probe.Answer keys = without.query("{viewer{id apiKeys{edges{node{name}}}}}");
    assertThat(keys.status()).isEqualTo(200);
    assertThat(message(keys)).isEqualTo("relogin required");
    assertThat(without.query("mutation{createTeam(input:{teamName:\"x\"}){entity{id}}}").status())
        .isEqualTo(403);
    assertThat(sandbox.world().teams()).isEmpty();
  }

  @Test
  void existing_team_is_a_conflict_with_the_server_message() {
    String create =
        "mutation{result: createTeam(input:{teamName:\"vision\", teamAdminUserName:null}){entity{id limits}}}";
    assertThat(graphQl().query(create).json().at("/data/result/entity/limits").asText())
        .isEqualTo("{}");
    Probe.Answer again = graphQl().query(create);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).isEqualTo("{\"error\":\"resource already exists\"}");
  }

  @Test
  void null_bucket_is_ignored_and_unknown_bucket_is_rejected() {
    String create =
        "mutation($n: String!, $b: String){createTeam(input:{teamName:$n, storageBucketInfo:{name:$b, provider:$b}}){entity{id}}}";
    assertThat(graphQl().query(create, "{\"n\":\"vision\",\"b\":null}").status()).isEqualTo(200);
    assertThat(graphQl().query(create, "{\"n\":\"audio\",\"b\":\"AWS\"}").status()).isEqualTo(400);
    assertThat(sandbox.world().teams()).containsExactly("vision");
    assertThat(
            graphQl().query("mutation{deleteTeam(input:{teamName:\"vision\"}){success}}").status())
        .isEqualTo(200);
    assertThat(sandbox.world().teams()).isEmpty();
  }

  @Test
  void reads_many_teams_with_aliases_and_unknown_ones_as_null() {
    sandbox.world().addTeam("vision");
    String document =
        "{a: entity(name:\"vision\"){...T} b: entity(name:\"none\"){...T}} fragment T on Entity{id name members{id}}";
    Probe.Answer answer = graphQl().query(document);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/data/a/name").asText()).isEqualTo("vision");
    assertThat(answer.json().at("/data/b").isNull()).isTrue();
    assertThat(answer.json().has("errors")).isFalse();
    assertThat(sandbox.journal().of("graphql.entity")).hasSize(1);
  }

  @Test
  void has_the_same_ids_as_scim() {
    String team = sandbox.world().addTeam("vision");
    assertThat(
            graphQl().query("{entity(name:\"vision\"){id}}").json().at("/data/entity/id").asText())
        .isEqualTo(team);
    assertThat(Probe.scim(sandbox).get("/scim/Groups/" + team).status()).isEqualTo(200);
    String me = graphQl().query("{viewer{id}}").json().at("/data/viewer/id").asText();
    assertThat(Probe.scim(sandbox).get("/scim/Users/" + me).json().path("userName").asText())
        .isEqualTo("wandb-operator");
  }

  @Test
  void known_users_join_at_once_and_unknown_ones_are_invited() {
    sandbox.world().addTeam("vision");
    sandbox.world().addUser("alice", "alice@example.com");
    assertThat(
            graphQl()
                .query(INVITE, "{\"e\":\"vision\",\"u\":\"alice\",\"a\":true}")
                .json()
                .at("/data/createInvite/invite/toUser/name")
                .asText())
        .isEqualTo("alice");
    assertThat(message(graphQl().query(INVITE, "{\"e\":\"vision\",\"u\":\"alice\"}")))
        .contains("already");
    assertThat(graphQl().query(INVITE, "{\"e\":\"vision\",\"u\":\"nobody\"}").status())
        .isEqualTo(404);
    graphQl().query(INVITE, "{\"e\":\"vision\",\"m\":\"bob@example.com\"}");
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::pending)
        .containsExactly(false, true);
    sandbox.world().addUser("bob", "bob@example.com");
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::name)
        .containsExactly("alice", "bob");
    assertThat(sandbox.world().members("vision"))
        .extracting(SandboxWorld.Member::pending)
        .containsExactly(false, false);
  }

  @Test
  void version_and_organization_are_returned() {
    restart(
        SandboxOptions.defaults().withVersion(SandboxVersion.V0_81).withOrganization("initech"));
    JsonNode data =
        graphQl()
            .query(
                "{serverInfo{latestLocalVersionInfo{versionOnThisInstanceString} features{name isEnabled}} organization(name:\"initech\"){id orgEntity{name}}}")
            .json()
            .path("data");
    assertThat(data.at("/serverInfo/latestLocalVersionInfo/versionOnThisInstanceString").asText())
        .isEqualTo("0.81.0");
    assertThat(data.at("/organization/orgEntity/name").asText()).isEqualTo("initech-org");
    sandbox.changeOrganization("T3JnOjk=", "other");
    sandbox.world().addTeam("vision");
    JsonNode other =
        graphQl()
            .query("{entity(name:\"vision\"){organization{id name}}}")
            .json()
            .at("/data/entity/organization");
    assertThat(other.path("name").asText()).isEqualTo("other");
    assertThat(other.path("id").asText()).isEqualTo("T3JnOjk=");
  }

  @Test
  void organizations_of_a_personal_entity_are_returned() {
    JsonNode entity =
        graphQl()
            .query(
                "{entity(name:\"admin\"){organization{id} user{organizations{id name}} members{accountType}}}")
            .json()
            .at("/data/entity");
    assertThat(entity.path("organization").isNull()).isTrue();
    assertThat(entity.at("/user/organizations/0/name").asText()).isEqualTo("acme");
    assertThat(entity.at("/members/0/accountType").asText()).isEqualTo("USER");
  }

  @Test
  void documents_outside_the_schema_are_rejected() {
    assertThat(graphQl().query("{viewer{salary}}").status()).isEqualTo(400);
    assertThat(
            graphQl()
                .query(
                    "mutation($id: ID!){deleteApiKey(input:{id:$id}){success}}", "{\"id\":\"x\"}")
                .status())
        .isEqualTo(400);
    assertThat(graphQl().query("{viewer{").status()).isEqualTo(400);
    assertThat(graphQl().post("/graphql", "{}").status()).isEqualTo(400);
    assertThat(graphQl().with("Content-Type", "text/plain").query("{viewer{id}}").status())
        .isEqualTo(400);
    assertThat(graphQl().get("/graphql").status()).isEqualTo(405);
  }

  @Test
  void reads_every_field_of_the_schema_somewhere() {
    JsonNode types =
        graphQl()
            .query("{__schema{types{kind name fields{name}}}}")
            .json()
            .at("/data/__schema/types");
    assertThat(types).isNotEmpty();
    var schema = GraphQlSchema.ENGINE.getGraphQLSchema();
    for (JsonNode type : types) {
      if (type.path("kind").asText().equals("OBJECT")
          && !type.path("name").asText().startsWith("__")) {
        for (JsonNode field : type.path("fields")) {
          String name = type.path("name").asText();
          var parent = schema.getObjectType(name);
          var fetcher =
              schema
                  .getCodeRegistry()
                  .getDataFetcher(parent, parent.getFieldDefinition(field.path("name").asText()));
          assertThat(fetcher.getClass().getName())
              .as(name + "." + field.path("name").asText())
              .contains("sandbox");
        }
      }
    }
  }
}
