package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class SoleWriterTest {
  private static final Predicate<Team> NEVER = team -> false;

  private KubernetesClient client;
  private SoleWriter<Team, TeamStatus> writer;
  private Team known;

  @BeforeEach
  void begin() {
    writer = new SoleWriter<>(client, UnaryOperator.identity());
    known = create();
  }

  private Team create() {
    var team =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                metadata: {name: vision, namespace: default}
                spec: {}
                """,
                Team.class);
    client.resource(team).create();
    return now();
  }

  private Team now() {
    return client.resources(Team.class).inNamespace("default").withName("vision").require();
  }

  /** Refuses an outdated version like the API server, because the mock does not. */
  private Team say(Team team, String id) {
    var now = client.resource(team).get();
    if (now == null) {
      throw new KubernetesClientException("not found", HttpURLConnection.HTTP_NOT_FOUND, null);
    }
    var version = now.getMetadata().getResourceVersion();
    if (!version.equals(team.getMetadata().getResourceVersion())) {
      throw new KubernetesClientException("modified", HttpURLConnection.HTTP_CONFLICT, null);
    }
    var serialization = client.getKubernetesSerialization();
    var copy = serialization.clone(team);
    copy.setStatus(serialization.unmarshal("id: " + id, TeamStatus.class));
    return client.resource(copy).updateStatus();
  }

  private void label(String value) {
    client
        .resource(now())
        .edit(
            team -> {
              team.getMetadata().setLabels(Map.of("colour", value));
              return team;
            });
  }

  @Test
  void unchanged_resource_is_written() {
    var written = writer.write(known, team -> say(team, "one"), NEVER);
    assertThat(written.getStatus().id()).isEqualTo("one");
    assertThat(now().getStatus().id()).isEqualTo("one");
  }

  @Test
  void change_outside_the_status_is_no_conflict() {
    label("red");
    var written = writer.write(known, team -> say(team, "one"), NEVER);
    assertThat(written.getMetadata().getLabels()).containsEntry("colour", "red");
    assertThat(now().getStatus().id()).isEqualTo("one");
  }

  @Test
  void status_of_another_writer_is_not_overwritten() {
    say(now(), "another");
    assertThatThrownBy(() -> writer.write(known, team -> say(team, "one"), NEVER))
        .isInstanceOfSatisfying(
            StaleResourceException.class, end -> assertThat(end.isGone()).isFalse());
    assertThat(now().getStatus().id()).isEqualTo("another");
  }

  @Test
  void recreated_resource_with_the_same_name_is_not_written() {
    client.resource(known).delete();
    create();
    assertThatThrownBy(() -> writer.write(known, team -> say(team, "one"), NEVER))
        .isInstanceOfSatisfying(
            StaleResourceException.class, end -> assertThat(end.isGone()).isTrue());
    assertThat(now().getStatus()).isNull();
  }

  @Test
  void deleted_resource_is_not_recreated() {
    client.resource(known).delete();
    assertThatThrownBy(() -> writer.write(known, team -> say(team, "one"), NEVER))
        .isInstanceOfSatisfying(
            StaleResourceException.class, end -> assertThat(end.isGone()).isTrue());
    assertThat(client.resources(Team.class).inNamespace("default").list().getItems()).isEmpty();
  }

  @Test
  void write_with_a_lost_response_is_not_repeated() {
    say(known, "one");
    var written =
        writer.write(known, team -> say(team, "one"), team -> "one".equals(team.getStatus().id()));
    assertThat(written.getMetadata().getResourceVersion())
        .isEqualTo(now().getMetadata().getResourceVersion());
  }

  @Test
  void forbidden_response_is_rethrown() {
    assertThatThrownBy(
            () ->
                writer.write(
                    known,
                    team -> {
                      throw new KubernetesClientException("forbidden", 403, null);
                    },
                    NEVER))
        .hasMessage("forbidden");
  }
}
