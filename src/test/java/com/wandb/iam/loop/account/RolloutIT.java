package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Checks that a previous key is revoked only when no running pod uses it, and that workloads get
 * the new one.
 */
class RolloutIT {
  private static final String TEMPLATE =
      """
      metadata: {labels: {app: eval}}
      spec:
        restartPolicy: %s
        containers:
        - {name: main, image: none, envFrom: [{secretRef: {name: %s}}]}
      """;

  private static Trainer ready(String more) {
    var trainer = Trainer.ready(SandboxVersion.V0_81);
    trainer.apply(
        "apiKey: {rotation: {every: 720h, overlap: 1s%s}}\n"
                .formatted(more.isEmpty() ? "" : ", " + more)
            + "rollout: [{kind: Deployment, name: eval}, {kind: CronJob, name: nightly}]");
    trainer.awaitReady();
    return trainer;
  }

  private static void workload(Trainer trainer, String header, String secret, String restart) {
    trainer
        .scenario()
        .applyAsIs(
            header + TEMPLATE.formatted(restart, secret).indent(restart.equals("Never") ? 12 : 4));
  }

  private static void deployment(Trainer trainer, String name, String secret) {
    workload(
        trainer,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          selector: {matchLabels: {app: eval}}
          template:
        """
            .formatted(name),
        secret,
        "Always");
  }

  private static void pod(Trainer trainer, String name) {
    trainer
        .scenario()
        .applyAsIs(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              automountServiceAccountToken: false
              containers: [{name: main, image: none}]
              volumes: [{name: key, secret: {secretName: %s}}]
            """
                .formatted(name, Trainer.SECRET));
  }

  private static void rotate(Trainer trainer) {
    trainer
        .scenario()
        .annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/rotate", "one");
    trainer
        .scenario()
        .awaitThat(
            WandbServiceAccount.class,
            "trainer",
            account -> "one".equals(account.getStatus().handled().get("rotate")));
  }

  private static <R extends HasMetadata> void status(
      Trainer trainer, Class<R> kind, String name, String status) {
    var resource = trainer.scenario().get(kind, name);
    trainer
        .scenario()
        .client()
        .resource(resource)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":%s}"
                .formatted(
                    status.replace(
                        "GENERATION", resource.getMetadata().getGeneration().toString())));
  }

  private static List<String> live(Trainer trainer) {
    return trainer.scenario().sandbox().world().liveKeys(trainer.accountId()).stream()
        .map(SandboxWorld.Key::secret)
        .toList();
  }

  private static void awaitWarning(Trainer trainer, String text) {
    trainer
        .scenario()
        .awaitThat(
            WandbServiceAccount.class,
            "trainer",
            account -> account.getStatus().warnings().stream().anyMatch(one -> one.contains(text)));
  }

  private static boolean isRestarted(PodTemplateSpec template) {
    var annotations = template.getMetadata().getAnnotations();
    return annotations != null
        && annotations.keySet().stream()
            .anyMatch(name -> name.startsWith("iam.wandb.com/restarted-for-"));
  }

  @Test
  void previous_key_is_kept_until_rollout_and_old_pods_end() {
    try (var trainer = ready("")) {
      var scenario = trainer.scenario();
      deployment(trainer, "eval", Trainer.SECRET);
      workload(
          trainer,
          """
          apiVersion: batch/v1
          kind: CronJob
          metadata: {name: nightly}
          spec:
            schedule: "0 0 * * *"
            jobTemplate:
              spec:
                template:
          """,
          Trainer.SECRET,
          "Never");
      pod(trainer, "training");
      var old = trainer.key();
      assertThat(isRestarted(scenario.get(Deployment.class, "eval").getSpec().getTemplate()))
          .isFalse();
      rotate(trainer);

      awaitWarning(trainer, "Deployment eval is not fully rolled out");
      assertThat(isRestarted(scenario.get(Deployment.class, "eval").getSpec().getTemplate()))
          .isTrue();
      assertThat(
              isRestarted(
                  scenario
                      .get(CronJob.class, "nightly")
                      .getSpec()
                      .getJobTemplate()
                      .getSpec()
                      .getTemplate()))
          .isTrue();
      long generation = scenario.get(Deployment.class, "eval").getMetadata().getGeneration();
      status(
          trainer,
          Deployment.class,
          "eval",
          "{\"observedGeneration\":GENERATION,\"replicas\":1,\"updatedReplicas\":1,"
              + "\"readyReplicas\":1,\"availableReplicas\":1}");
      awaitWarning(trainer, "the pod training still uses it");
      assertThat(live(trainer)).containsExactlyInAnyOrder(old, trainer.key());

      scenario
          .client()
          .pods()
          .inNamespace(scenario.namespace())
          .withName("training")
          .withGracePeriod(0)
          .delete();
      scenario.awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
      assertThat(scenario.get(Deployment.class, "eval").getMetadata().getGeneration())
          .as("restarted once")
          .isEqualTo(generation);
    }
  }

  @Test
  void pod_without_the_secret_does_not_delay_revocation() {
    try (var trainer = ready("")) {
      trainer
          .scenario()
          .applyAsIs(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: other}
              spec:
                automountServiceAccountToken: false
                containers: [{name: main, image: none}]
              """);
      rotate(trainer);
      trainer.scenario().awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
    }
  }

  @Test
  void workload_without_the_secret_is_not_restarted() {
    try (var trainer = ready("")) {
      deployment(trainer, "eval", "another-secret");
      var before = trainer.scenario().get(Deployment.class, "eval").getMetadata().getGeneration();
      rotate(trainer);
      trainer.scenario().awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.scenario().get(Deployment.class, "eval").getMetadata().getGeneration())
          .isEqualTo(before);
    }
  }

  @Test
  void max_overlap_revokes_a_used_key_with_an_event() {
    try (var trainer = ready("maxOverlap: 3s")) {
      pod(trainer, "training");
      rotate(trainer);
      trainer.scenario().awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
      assertThat(trainer.scenario().events("trainer", "OverlapEnforced"))
          .singleElement()
          .satisfies(note -> assertThat(note).contains("training", "maxOverlap"));
      assertThat(trainer.scenario().find(Pod.class, "training")).isPresent();
    }
  }

  @Test
  void stateful_and_daemon_sets_are_restarted() {
    try (var trainer = ready("")) {
      var scenario = trainer.scenario();
      for (var kind : List.of("StatefulSet", "DaemonSet")) {
        workload(
            trainer,
            """
            apiVersion: apps/v1
            kind: %s
            metadata: {name: set}
            spec:
              selector: {matchLabels: {app: eval}}
              template:
            """
                .formatted(kind),
            Trainer.SECRET,
            "Always");
      }
      trainer.apply(
          "apiKey: {rotation: {every: 720h, overlap: 1s}}\n"
              + "rollout: [{kind: StatefulSet, name: set}, {kind: DaemonSet, name: set}]");
      trainer.awaitReady();
      rotate(trainer);
      awaitWarning(trainer, "StatefulSet set is not fully rolled out");
      awaitWarning(trainer, "DaemonSet set is not fully rolled out");
      status(
          trainer,
          StatefulSet.class,
          "set",
          "{\"observedGeneration\":GENERATION,\"replicas\":1,\"readyReplicas\":1,"
              + "\"currentRevision\":\"a\",\"updateRevision\":\"a\"}");
      status(
          trainer,
          DaemonSet.class,
          "set",
          "{\"observedGeneration\":GENERATION,\"currentNumberScheduled\":0,"
              + "\"numberMisscheduled\":0,\"desiredNumberScheduled\":0,\"numberReady\":0}");
      scenario.awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
    }
  }

  @Test
  void pod_using_the_former_secret_delays_revocation() {
    try (var trainer = ready("")) {
      var scenario = trainer.scenario();
      pod(trainer, "training");
      var old = trainer.key();
      trainer.apply(
          "apiKey: {rotation: {every: 720h, overlap: 1s}}\nsecret: {name: trainer-moved}");
      trainer.awaitReady();
      scenario.awaitGone(Secret.class, Trainer.SECRET);
      rotate(trainer);
      awaitWarning(trainer, "the pod training still uses it");
      assertThat(live(trainer)).contains(old).hasSize(2);
      scenario
          .client()
          .pods()
          .inNamespace(scenario.namespace())
          .withName("training")
          .withGracePeriod(0)
          .delete();
      scenario.awaitTrue(
          () ->
              live(trainer)
                  .equals(List.of(scenario.secretValue("trainer-moved", "WANDB_API_KEY"))));
    }
  }

  @Test
  void rollout_after_revoke_now_is_tracked_until_it_completes() {
    try (var trainer = ready("")) {
      var scenario = trainer.scenario();
      deployment(trainer, "eval", Trainer.SECRET);
      scenario.annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/revoke-now", "leaked");
      scenario.awaitTrue(() -> trainer.resource().getStatus().handled().containsKey("revoke-now"));
      scenario.awaitTrue(() -> live(trainer).equals(List.of(trainer.key())));
      awaitWarning(trainer, "Deployment eval is not fully rolled out");
      assertThat(isRestarted(scenario.get(Deployment.class, "eval").getSpec().getTemplate()))
          .isTrue();
      status(
          trainer,
          Deployment.class,
          "eval",
          "{\"observedGeneration\":GENERATION,\"replicas\":1,\"updatedReplicas\":1,"
              + "\"readyReplicas\":1,\"availableReplicas\":1}");
      scenario.awaitThat(
          WandbServiceAccount.class,
          "trainer",
          one ->
              one.getStatus().apiKey().rollingOut() == null
                  && one.getStatus().warnings().stream()
                      .noneMatch(text -> text.contains("Deployment eval")));
    }
  }
}
