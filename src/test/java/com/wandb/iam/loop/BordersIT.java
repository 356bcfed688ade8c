package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.IamOperator;
import com.wandb.iam.sandbox.SandboxOptions;
import com.wandb.iam.sandbox.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where the work of an operator ends that does not have the whole cluster. */
class BordersIT {
  private static final String OTHER = "other-iam-system";

  private static KubernetesTestServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start_a_cluster_that_no_other_operator_is_in() {
    server = KubernetesTestServer.start(KubernetesBinaries.provide());
    server.applyCrds();
    client = Main.client(server.config());
    for (var name : List.of(OperatorUnderTest.NAMESPACE, OTHER)) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static IamOperator operator(KubernetesClient as, String home, String... namespaces) {
    return OperatorUnderTest.start(as, home, new WatchedNamespaces(Set.of(namespaces)));
  }

  private static Scenario scenario(String namespace) {
    var scenario =
        Scenario.on(client, namespace, SandboxOptions.defaults().withVersion(SandboxVersion.V0_81));
    scenario.sandbox().world().addUser("alice", "alice@example.com");
    scenario.credential(scenario.sandbox().adminKey());
    return scenario;
  }

  private static void serve(Scenario scenario, String more) {
    scenario.applyServer("operatorNamespace: " + OperatorUnderTest.NAMESPACE + "\n" + more);
    scenario.awaitReady(WandbServer.class, scenario.server());
  }

  private static void accept(String namespace, String from) {
    client
        .namespaces()
        .withName(namespace)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"iam.wandb.com/accept-secrets-from\":\"%s\"}}}"
                .formatted(from));
  }

  private static boolean hasCopy(String namespace) {
    return client.secrets().inNamespace(namespace).withName(Trainer.SECRET).get() != null;
  }

  @Test
  void a_key_is_delivered_to_no_namespace_beyond_and_status_says_so() {
    var home = server.newNamespace("ml");
    var near = server.newNamespace("near");
    var beyond = server.newNamespace("beyond");
    accept(near, home);
    accept(beyond, home);
    try (var scenario = scenario(home);
        var operator = operator(client, OperatorUnderTest.NAMESPACE, home, near)) {
      serve(scenario, "");
      var trainer = new Trainer(scenario);
      scenario.applyTeam();
      trainer.apply("secret: {deliverTo: [%s, %s]}".formatted(beyond, near));
      assertThat(trainer.awaitReason("Ready", "NamespaceNotWatched"))
          .contains("does not work in the namespace " + beyond)
          .contains("watchNamespaces")
          .doesNotContain("accept-secrets-from");
      assertThat(hasCopy(near)).isTrue();
      assertThat(hasCopy(beyond)).isFalse();
      assertThat(trainer.resource().getStatus().deliveredTo()).containsExactly(near);
    }
  }

  @Test
  void what_was_delivered_before_the_operator_withdrew_is_told_and_keeps_its_key_alive() {
    var home = server.newNamespace("ml");
    var beyond = server.newNamespace("beyond");
    accept(beyond, home);
    try (var scenario = scenario(home)) {
      var trainer = new Trainer(scenario);
      var deliver = "secret: {deliverTo: [" + beyond + "]}";
      try (var operator = operator(client, OperatorUnderTest.NAMESPACE, home, beyond)) {
        serve(scenario, "");
        scenario.applyTeam();
        trainer.apply(deliver);
        trainer.awaitReady();
        assertThat(hasCopy(beyond)).isTrue();
      }
      var rotation = "apiKey: {rotation: {every: 720h, overlap: 1s}}\n";
      try (var operator = operator(client, OperatorUnderTest.NAMESPACE, home)) {
        trainer.apply(rotation + deliver);
        trainer.awaitReason("Ready", "NamespaceNotWatched");
        trainer.order("iam.wandb.com/rotate", "now");
        scenario.awaitThat(
            WandbServiceAccount.class,
            "trainer",
            account ->
                account.getStatus().warnings().toString().contains(beyond + " is out of reach"));
        assertThat(trainer.live()).hasSize(2);
        assertThat(trainer.resource().getStatus().deliveredTo()).containsExactly(beyond);

        trainer.apply(rotation);
        trainer.awaitReady();
        scenario.awaitTrue(() -> trainer.live().size() == 1);
        assertThat(trainer.resource().getStatus().deliveredTo()).isEmpty();
        assertThat(scenario.events("trainer", "CopyLeft"))
            .anyMatch(note -> note.contains(beyond) && note.contains("by hand"));
        assertThat(hasCopy(beyond)).isTrue();
      }
    }
  }

  @Test
  void tenants_beyond_are_told_on_the_server() {
    var home = server.newNamespace("ml");
    try (var scenario = scenario(home);
        var operator = operator(client, OperatorUnderTest.NAMESPACE, home)) {
      serve(
          scenario,
          "tenants: [{name: all, namespaces: [%s, nobody], teams: ['*']}]".formatted(home));
      assertThat(scenario.get(WandbServer.class, scenario.server()).getStatus().warnings())
          .singleElement()
          .asString()
          .contains("does not work in the namespace nobody");
    }
  }

  @Test
  void a_server_that_does_not_say_whose_it_is_is_not_asked() {
    var home = server.newNamespace("ml");
    try (var scenario = scenario(home);
        var operator = operator(client, OperatorUnderTest.NAMESPACE, home)) {
      scenario.applyServer("");
      assertThat(
              scenario
                  .awaitReason(WandbServer.class, scenario.server(), "Accepted", "OtherOperator")
                  .message())
          .contains("spec.operatorNamespace");
      assertThat(scenario.sandbox().journal().since(0)).isEmpty();
      serve(scenario, "");
    }
  }

  @Test
  void two_operators_leave_each_other_s_servers_roles_and_people_alone() {
    var ours = server.newNamespace("ours");
    var theirs = server.newNamespace("theirs");
    try (var scenario = scenario(ours);
        var operator = operator(client, OperatorUnderTest.NAMESPACE, ours);
        var other = operator(client, OTHER, theirs)) {
      serve(scenario, "");
      client
          .resource(
              Scenario.secret(
                  OTHER, "theirs", Map.of(), Map.of("apiKey", scenario.sandbox().adminKey())))
          .create();
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: WandbServer
          metadata: {name: theirs}
          spec:
            operatorNamespace: other-iam-system
            url: $URL
            credentials: {secretRef: {name: theirs}}
            sync: {interval: 10s}
          """);
      scenario.awaitReady(WandbServer.class, "theirs");
      scenario.sandbox().world().addUser("bob", "bob@example.com");
      authoritative(scenario, ours, "$SERVER", "alice");
      authoritative(scenario, theirs, "theirs", "bob");
      for (var role : List.of("$SERVER", "theirs")) {
        scenario.apply(
            """
            apiVersion: iam.wandb.com/v1alpha1
            kind: CustomRole
            metadata: {name: janitor-%s}
            spec: {serverRef: {name: %1$s}, inherits: Member, permissions: ['run:stop']}
            """
                .formatted(role));
      }
      scenario.awaitReady(CustomRole.class, "janitor-theirs");
      scenario.awaitReady(CustomRole.class, "janitor-" + scenario.server());
      awaitReady(scenario, ours);
      awaitReady(scenario, theirs);
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: Team
          metadata: {name: strange}
          spec: {serverRef: {name: theirs}}
          """);
      scenario.awaitReason(Team.class, "strange", "Ready", "OtherOperator");

      var before = versions(scenario);
      var writes = scenario.serverWrites();
      for (int i = 0; i < 3; i++) {
        scenario.look();
        scenario.annotate(WandbServer.class, "theirs", "iam.wandb.com/reconcile", "look-" + i);
        scenario.awaitLook();
      }
      assertThat(scenario.serverWrites()).isEqualTo(writes);
      assertThat(versions(scenario)).isEqualTo(before);
      assertThat(scenario.memberNames("in-" + ours)).contains("alice");
      assertThat(scenario.memberNames("in-" + theirs)).contains("bob");

      scenario.delete(CustomRole.class, "janitor-theirs");
      scenario.awaitGone(CustomRole.class, "janitor-theirs");
      assertThat(scenario.sandbox().world().teams()).contains("in-" + ours, "in-" + theirs);
    }
  }

  private static void authoritative(
      Scenario scenario, String namespace, String server, String user) {
    scenario.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: Team
        metadata: {name: vision, namespace: %1$s}
        spec:
          name: in-%1$s
          serverRef: {name: %2$s}
          membership: {mode: Authoritative, maxRemovals: 100%%}
        ---
        apiVersion: iam.wandb.com/v1alpha1
        kind: TeamMembership
        metadata: {name: people, namespace: %1$s}
        spec: {teamRef: {name: vision}, user: {username: %3$s}, role: Admin}
        """
            .formatted(namespace, server, user));
  }

  private static void awaitReady(Scenario scenario, String namespace) {
    scenario.awaitReason(Team.class, namespace, "vision", "Ready", "Ready");
    scenario.awaitReason(TeamMembership.class, namespace, "people", "Ready", "Ready");
  }

  /** Who writes nothing changes no version; annotations of the test are no part of it. */
  private static List<String> versions(Scenario scenario) {
    return List.of(
        scenario.get(WandbServer.class, scenario.server()).getStatus().conditions().toString(),
        scenario.get(WandbServer.class, "theirs").getStatus().conditions().toString(),
        version(scenario.get(CustomRole.class, "janitor-theirs")),
        version(scenario.get(CustomRole.class, "janitor-" + scenario.server())));
  }

  private static String version(HasMetadata resource) {
    return resource.getMetadata().getResourceVersion();
  }

  @Test
  void a_role_that_people_hold_beyond_is_not_deleted() {
    var home = server.newNamespace("ml");
    try (var scenario = scenario(home);
        var operator = operator(client, OperatorUnderTest.NAMESPACE, home)) {
      serve(scenario, "");
      scenario.apply(
          """
          apiVersion: iam.wandb.com/v1alpha1
          kind: CustomRole
          metadata: {name: $SERVER-held}
          spec: {serverRef: {name: $SERVER}, inherits: Member, permissions: ['run:stop']}
          """);
      var role = scenario.server() + "-held";
      scenario.awaitReady(CustomRole.class, role);
      var world = scenario.sandbox().world();
      world.addTeam("beyond");
      world.addMember("beyond", scenario.userId("alice"), "member");
      world.setRole("beyond", scenario.userId("alice"), role);
      scenario.look();
      scenario.delete(CustomRole.class, role);
      assertThat(scenario.awaitReason(CustomRole.class, role, "Ready", "InUse").message())
          .contains("people hold the role on the server");
      world.setRole("beyond", scenario.userId("alice"), "member");
      scenario.look();
      scenario.awaitGone(CustomRole.class, role);
    }
  }
}
