package com.wandb.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.RemoteProject;
import com.wandb.iam.wandb.Remotes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class RunDestinationTest {
  private KubernetesClient client;
  private AccountFixture fixture;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    fixture.server.team("vision", Remotes.member("alice", TeamRole.BuiltIn.MEMBER));
    fixture.server.team("vision", Remotes.invitation("carol@example.com"));
    fixture.server.team("vision", Remotes.robot("robot"));
    fixture.server.team("speech");
    project("vision", "own", ProjectVisibility.TEAM);
    project("vision", "closed", ProjectVisibility.RESTRICTED);
    project("vision", "shared", ProjectVisibility.RESTRICTED, "trainer-1");
    project("speech", "open", ProjectVisibility.OPEN);
    project("speech", "public", ProjectVisibility.PUBLIC);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private void project(String team, String name, ProjectVisibility visibility, String... members) {
    fixture.server.project(new RemoteProject(team, name, visibility, Set.of(members)));
  }

  private RunDestination destination(String spec) {
    return new RunDestination(fixture.resource(spec, "id: trainer-1"), fixture.vision());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          | {WANDB_ENTITY=vision}
          target: {project: own} | {WANDB_ENTITY=vision, WANDB_PROJECT=own}
          target: {entity: speech, project: open} | {WANDB_ENTITY=speech, WANDB_PROJECT=open}
          attribution: {username: alice} | {WANDB_ENTITY=vision, WANDB_USERNAME=alice}
          attribution: {email: a@b.c} | {WANDB_ENTITY=vision, WANDB_USER_EMAIL=a@b.c}
          secret: {keys: {entity: TEAM}} | {TEAM=vision}
          """)
  void variables_follow_the_spec(@Nullable String spec, String variables) {
    assertThat(destination(spec == null ? "" : spec).variables()).hasToString(variables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          |
          target: {project: own} |
          target: {project: future} |
          target: {project: closed} | ProjectNotFound
          target: {project: shared} |
          target: {entity: speech} | NotAllowed
          target: {entity: speech, project: open} |
          target: {entity: speech, project: public} | ProjectNotFound
          target: {entity: speech, project: none} | ProjectNotFound
          attribution: {username: ALICE} |
          attribution: {email: Alice@Example.com} |
          attribution: {username: bob} | UserNotFound
          attribution: {username: robot} | UserNotFound
          attribution: {email: carol@example.com} | UserNotFound
          """)
  void destination_is_judged_by_the_permission_model(
      @Nullable String spec, @Nullable String reason) {
    var rejection = destination(spec == null ? "" : spec).rejection();
    assertThat(rejection.map(result -> result.findings().getFirst().reason().name()).orElse(null))
        .isEqualTo(reason);
  }

  @Test
  void closed_and_missing_projects_are_reported_alike() {
    var closed = destination("target: {entity: speech, project: public}").rejection();
    var missing = destination("target: {entity: speech, project: absent}").rejection();
    assertThat(closed.orElseThrow().findings().toString().replace("public", "absent"))
        .isEqualTo(missing.orElseThrow().findings().toString());
  }

  @Test
  void deleted_team_is_not_found() {
    var scope = fixture.vision();
    fixture.server.forgetTeam("vision");
    fixture.connection();
    var destination = new RunDestination(fixture.resource("target: {project: own}", ""), scope);
    assertThat(destination.rejection().orElseThrow().findings().getFirst().reason())
        .hasToString("TeamNotFound");
  }
}
