package com.wandb.iam.account.key;

import com.wandb.iam.crd.v1alpha1.RolloutKind;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WorkloadReference;
import com.wandb.iam.kube.Workloads;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Restarts the declared workloads for a new key, and lists the pods with a previous one. */
public final class KeyRollouts {
  /** Time after the write of a Secret in which a new pod may still get its former content. */
  private static final Duration PROPAGATION = Duration.ofMinutes(1);

  private static final int NAMED = 3;

  private final Workloads workloads;
  private final WandbServiceAccount account;
  private final String secret;

  public KeyRollouts(Workloads workloads, WandbServiceAccount account) {
    this.workloads = workloads;
    this.account = account;
    this.secret = KeySecrets.nameOf(account);
  }

  /**
   * Restarts the declared workloads that were not restarted for this key yet.
   *
   * @param key identifies the key
   * @param warnings receives messages about workloads that cannot be restarted; these do not delay
   *     the revocation
   * @return a message for each workload that is not restarted yet
   */
  List<String> restart(String key, Consumer<String> warnings) {
    var open = new ArrayList<String>();
    for (var workload : account.getSpec().rollout()) {
      Workloads.State state;
      try {
        state = restart(workload, key);
      } catch (KubernetesClientException refused) {
        open.add(
            describe(workload)
                + " could not be restarted, because the Kubernetes API server answered "
                + refused.getCode());
        continue;
      }
      switch (state) {
        case FAILED ->
            open.add(
                describe(workload) + " was restarted, but its new pods do not become available");
        case ROLLING -> open.add(describe(workload) + " is not fully rolled out yet");
        case MISSING ->
            warnings.accept(
                "spec.rollout: "
                    + describe(workload)
                    + " does not exist. Correct the name, or remove the entry.");
        case UNRELATED ->
            warnings.accept(
                "spec.rollout: "
                    + describe(workload)
                    + " was not restarted, because it does not use Secret "
                    + secret
                    + ". Remove the entry.");
        case DONE -> {}
      }
    }
    return open;
  }

  private Workloads.State restart(WorkloadReference workload, String key) {
    return workloads.restart(
        account.getMetadata().getNamespace(), kind(workload.kind()), workload.name(), secret, key);
  }

  private static String describe(WorkloadReference workload) {
    return workload.kind() + " " + workload.name();
  }

  private static Workloads.Kind kind(RolloutKind kind) {
    return switch (kind) {
      case Deployment -> Workloads.Kind.DEPLOYMENT;
      case StatefulSet -> Workloads.Kind.STATEFUL_SET;
      case DaemonSet -> Workloads.Kind.DAEMON_SET;
      case CronJob -> Workloads.Kind.CRON_JOB;
    };
  }

  /**
   * Returns the pods that may use a previous key.
   *
   * @param since time of the new key
   * @param former former names of the Secret
   * @param others namespaces with copies of the Secret; their pods are counted and not named
   * @return a message for each namespace with such pods
   */
  List<String> holders(Instant since, List<String> former, List<String> others) {
    var messages = new ArrayList<String>();
    var pods = holding(account.getMetadata().getNamespace(), since, former);
    if (!pods.isEmpty()) {
      messages.add(
          pods.size() == 1
              ? "the pod " + pods.getFirst() + " still uses it"
              : pods.stream()
                      .limit(NAMED)
                      .collect(Collectors.joining(", ", "these pods still use it: ", ""))
                  + (pods.size() > NAMED ? " and " + (pods.size() - NAMED) + " more" : ""));
    }
    for (var namespace : others) {
      int many = holding(namespace, since, former).size();
      if (many > 0) {
        messages.add(
            many == 1
                ? "1 pod in namespace " + namespace + " still uses it"
                : many + " pods in namespace " + namespace + " still use it");
      }
    }
    return messages;
  }

  private List<String> holding(String namespace, Instant since, List<String> former) {
    var names = new LinkedHashSet<>(former);
    names.add(secret);
    return workloads.holding(namespace, names, since.plus(PROPAGATION));
  }
}
