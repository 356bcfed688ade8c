package com.wandb.iam.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.wandb.iam.sandbox.graphql.GraphQlSchema;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GraphQL documents, executed by the double. */
class SandboxGraphQlTest {
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
    assertThat(keys.graphQlError()).isEqualTo("relogin required");
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
    assertThat(graphQl().query(INVITE, "{\"e\":\"vision\",\"u\":\"alice\"}").graphQlError())
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
