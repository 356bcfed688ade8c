package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.kube.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dependents that are found without a watch, for example after a restart of the API server. */
class DependentsIT {
  /** Small, so that a list needs several pages. */
  private static final long PAGE = 2;

  private KubernetesClient client;
  private String mine;
  private String others;

  @BeforeEach
  void begin() {
    var cluster = KubernetesTestServer.shared();
    cluster.applyCrds();
    client = Main.client(cluster.config());
    mine = cluster.newNamespace("dependents");
    others = cluster.newNamespace("dependents");
  }

  @AfterEach
  void end() {
    client.close();
  }

  @Test
  void memberships_naming_a_role_are_found_without_a_watch() {
    var role = role();
    membership(mine, "a", role);
    membership(mine, "b", role);
    membership(others, "c", role);
    grant("d", mine, "Member", mine);
    assertThat(dependents(WatchedNamespaces.ALL).naming(role))
        .containsExactly(mine + "/a", mine + "/b", others + "/c");
  }

  /** After the restore of a backup, only the Team names the server. */
  @Test
  void membership_without_status_is_found_by_its_team() {
    var role = role();
    team("another", others);
    team("vision", mine);
    membership(mine, "a", role);
    client
        .resources(TeamMembership.class)
        .inNamespace(mine)
        .withName("a")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
    assertThat(dependents(WatchedNamespaces.ALL).naming(role)).containsExactly(mine + "/a");
  }

  @Test
  void unwatched_namespaces_are_not_read() {
    var role = role();
    membership(mine, "a", role);
    membership(others, "b", role);
    assertThat(dependents(new WatchedNamespaces(Set.of(mine))).naming(role))
        .containsExactly(mine + "/a");
  }

  @Test
  void dependents_of_a_server_are_counted_without_a_watch() {
    var role = role();
    membership(mine, "a", role);
    membership(others, "b", role);
    team("vision", mine);
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: StorageConnector
        metadata: {name: bucket, namespace: %s}
        spec: {serverRef: {name: %s}, provider: MINIO, bucket: data, region: us-east-1, endpoint: minio:9000}
        """
            .formatted(others, mine));
    assertThat(dependents(WatchedNamespaces.ALL).using(mine)).isEqualTo(5);
    assertThat(dependents(new WatchedNamespaces(Set.of(mine))).using(mine)).isEqualTo(3);
    assertThat(dependents(WatchedNamespaces.ALL).using(others)).isZero();
  }

  private Dependents dependents(WatchedNamespaces watched) {
    return new Dependents(new CachedResources(), new LiveResources(client, watched, PAGE));
  }

  /** Creates a role on a server, both with the name of an unused namespace. */
  private CustomRole role() {
    return (CustomRole)
        apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: CustomRole
            metadata: {name: %1$s}
            spec: {serverRef: {name: %1$s}, inherits: Member}
            """
                .formatted(mine));
  }

  private void team(String name, String server) {
    apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: %s, namespace: %s}
        spec: {serverRef: {name: %s}}
        """
            .formatted(name, mine, server));
  }

  private void membership(String namespace, String name, CustomRole role) {
    grant(name, namespace, role.getMetadata().getName(), role.getSpec().serverRef().name());
  }

  private void grant(String name, String namespace, String role, String server) {
    var membership =
        apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: TeamMembership
            metadata: {name: %s, namespace: %s}
            spec: {teamRef: {name: vision}, role: %s, user: {username: %s}}
            """
                .formatted(name, namespace, role, name));
    client
        .resource(membership)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"serverName\":\"%s\"}}".formatted(server));
  }

  private HasMetadata apply(String yaml) {
    HasMetadata resource = client.getKubernetesSerialization().unmarshal(yaml);
    return client.resource(resource).forceConflicts().serverSideApply();
  }
}
