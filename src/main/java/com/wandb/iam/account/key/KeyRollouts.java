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

/** Brings a new key to those who use the Secret, and tells who still has the one before. */
public final class KeyRollouts {
  /** A pod that starts just after a Secret was written may still get what was in it before. */
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
   * Restarts what the spec names, where it was not restarted for this key yet.
   *
   * @param key tells the key from those before
   * @param warnings gets what cannot be restarted, and keeps nothing waiting
   * @return what is not done yet, in words; empty where all pods are new
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
                + " could not be restarted: the Kubernetes API answers "
                + refused.getCode());
        continue;
      }
      switch (state) {
        case FAILED ->
            open.add(
                describe(workload) + " was restarted, and its new pods do not become available");
        case ROLLING -> open.add(describe(workload) + " is not fully rolled out yet");
        case MISSING -> warnings.accept("there is no " + describe(workload) + " to restart");
        case UNRELATED ->
            warnings.accept(
                describe(workload)
                    + " does not use the Secret "
                    + secret
                    + ", and was not restarted: leave it out of spec.rollout");
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
   * Who runs with a key of before.
   *
   * @param since when the new key came
   * @param former names under which the Secret was known before
   * @param others namespaces that have copies of the Secret: how many run there is told, not who
   * @return in words, one entry for each namespace
   */
  List<String> holders(Instant since, List<String> former, List<String> others) {
    var told = new ArrayList<String>();
    var pods = holding(account.getMetadata().getNamespace(), since, former);
    if (!pods.isEmpty()) {
      told.add(
          pods.stream().limit(NAMED).collect(Collectors.joining(", ", "pods still use it: ", ""))
              + (pods.size() > NAMED ? " and " + (pods.size() - NAMED) + " more" : ""));
    }
    for (var namespace : others) {
      int many = holding(namespace, since, former).size();
      if (many > 0) {
        told.add(many + (many == 1 ? " pod" : " pods") + " in " + namespace + " still use it");
      }
    }
    return told;
  }

  private List<String> holding(String namespace, Instant since, List<String> former) {
    var names = new LinkedHashSet<>(former);
    names.add(secret);
    return workloads.holding(namespace, names, since.plus(PROPAGATION));
  }
}
