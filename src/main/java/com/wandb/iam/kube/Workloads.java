package com.wandb.iam.kube;

import com.wandb.iam.access.plan.Fingerprint;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Restarts workloads that use a Secret, and finds pods that still use its former content. */
public final class Workloads {
  private static final String PREFIX = "iam.wandb.com/restarted-for-";

  private final KubernetesClient client;

  public Workloads(KubernetesClient client) {
    this.client = client;
  }

  /** The kinds of workloads that can be restarted by a change of their pod template. */
  public enum Kind {
    DEPLOYMENT(Deployment.class),
    STATEFUL_SET(StatefulSet.class),
    DAEMON_SET(DaemonSet.class),
    /** Running jobs continue; the next job has the new content. */
    CRON_JOB(CronJob.class);

    private final Class<? extends HasMetadata> type;

    Kind(Class<? extends HasMetadata> type) {
      this.type = type;
    }
  }

  /** The progress of a restart. */
  public enum State {
    /** The workload does not exist. */
    MISSING,
    /** Its pods do not use the Secret, so it was not changed. */
    UNRELATED,
    /** Old pods are being replaced. */
    ROLLING,
    /** All pods are new; those of a CronJob will be. */
    DONE,
    /** The new pods did not become available before the progress deadline. */
    FAILED
  }

  /**
   * Restarts a workload if its pods use the Secret and it was not restarted for this content yet.
   *
   * @param secret the name of the Secret in the same namespace
   * @param content identifies the content of the Secret
   */
  public State restart(String namespace, Kind kind, String name, String secret, String content) {
    var workload = client.resources(kind.type).inNamespace(namespace).withName(name).get();
    if (workload == null) {
      return State.MISSING;
    }
    var template = template(workload);
    if (template == null || !uses(template.getSpec(), secret)) {
      return State.UNRELATED;
    }
    return annotated(workload, kind, template, PREFIX + digest(secret), content);
  }

  /**
   * Restarts a workload if it was not restarted for this content yet, whether or not its pods use a
   * Secret.
   *
   * @param about names the content, as a part of the annotation's name
   */
  public State roll(String namespace, Kind kind, String name, String about, String content) {
    var workload = client.resources(kind.type).inNamespace(namespace).withName(name).get();
    if (workload == null) {
      return State.MISSING;
    }
    var template = Objects.requireNonNull(template(workload), "every workload has a template");
    return annotated(workload, kind, template, PREFIX + about, content);
  }

  private State annotated(
      HasMetadata workload,
      Kind kind,
      PodTemplateSpec template,
      String annotation,
      String content) {
    var metadata = template.getMetadata();
    var annotations = metadata == null ? null : metadata.getAnnotations();
    var current = workload;
    if (annotations == null || !content.equals(annotations.get(annotation))) {
      var path = kind == Kind.CRON_JOB ? "{\"spec\":{\"jobTemplate\":%s}}" : "%s";
      var patch =
          "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}}}"
              .formatted(annotation, content);
      current =
          client
              .resource(workload)
              .patch(PatchContext.of(PatchType.JSON_MERGE), path.formatted(patch));
    }
    return isRolled(current) ? State.DONE : isStuck(current) ? State.FAILED : State.ROLLING;
  }

  /** Returns whether the rollout failed. Only a Deployment reports that. */
  private static boolean isStuck(HasMetadata workload) {
    return workload instanceof Deployment deployment
        && deployment.getStatus() != null
        && or(deployment.getStatus().getObservedGeneration(), 0L)
            >= deployment.getMetadata().getGeneration()
        && stream(deployment.getStatus().getConditions())
            .anyMatch(
                condition ->
                    "Progressing".equals(condition.getType())
                        && "ProgressDeadlineExceeded".equals(condition.getReason()));
  }

  /**
   * Needed because the name of an annotation must be shorter than that of a Secret. Names by CRC32
   * of earlier versions stay and are not read. Their values were only numbers of keys, which do not
   * tell a key from one of a former resource. An upgrade restarts no workload at rest. It restarts
   * one once more if its rollout or the overlap of its keys is under way.
   */
  private static String digest(String secret) {
    return Fingerprint.of(secret);
  }

  private static @Nullable PodTemplateSpec template(HasMetadata workload) {
    return switch (workload) {
      case Deployment deployment -> deployment.getSpec().getTemplate();
      case StatefulSet set -> set.getSpec().getTemplate();
      case DaemonSet set -> set.getSpec().getTemplate();
      case CronJob job -> job.getSpec().getJobTemplate().getSpec().getTemplate();
      default -> throw new IllegalArgumentException(workload.getKind());
    };
  }

  private static boolean isRolled(HasMetadata workload) {
    long generation = workload.getMetadata().getGeneration();
    return switch (workload) {
      case Deployment one -> {
        int wanted = or(one.getSpec().getReplicas(), 1);
        var status = one.getStatus();
        yield status != null
            && or(status.getObservedGeneration(), 0L) >= generation
            && or(status.getUpdatedReplicas(), 0) >= wanted
            && or(status.getReplicas(), 0) <= or(status.getUpdatedReplicas(), 0)
            && or(status.getAvailableReplicas(), 0) >= wanted;
      }
      case StatefulSet one -> {
        int wanted = or(one.getSpec().getReplicas(), 1);
        var status = one.getStatus();
        yield status != null
            && or(status.getObservedGeneration(), 0L) >= generation
            && Objects.equals(status.getCurrentRevision(), status.getUpdateRevision())
            && or(status.getReadyReplicas(), 0) >= wanted;
      }
      case DaemonSet one -> {
        var status = one.getStatus();
        yield status != null
            && or(status.getObservedGeneration(), 0L) >= generation
            && or(status.getUpdatedNumberScheduled(), 0)
                >= or(status.getDesiredNumberScheduled(), 0)
            && or(status.getNumberAvailable(), 0) >= or(status.getDesiredNumberScheduled(), 0);
      }
      default -> true;
    };
  }

  private static int or(@Nullable Integer number, int otherwise) {
    return number == null ? otherwise : number;
  }

  private static long or(@Nullable Long number, long otherwise) {
    return number == null ? otherwise : number;
  }

  /**
   * Returns the names of running pods that use one of the Secrets and are older than its content.
   *
   * @param since when the content was written
   */
  public List<String> holding(String namespace, Set<String> secrets, Instant since) {
    return client
        .pods()
        .inNamespace(namespace)
        .withoutField("status.phase", "Succeeded")
        .withoutField("status.phase", "Failed")
        .list()
        .getItems()
        .stream()
        .filter(pod -> secrets.stream().anyMatch(secret -> uses(pod.getSpec(), secret)))
        .filter(pod -> !created(pod).isAfter(since))
        .map(pod -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  private static Instant created(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  /** Returns whether such pods use the Secret in their environment or in a volume. */
  static boolean uses(PodSpec pod, String secret) {
    return containers(pod).anyMatch(container -> uses(container, secret))
        || stream(pod.getVolumes()).anyMatch(volume -> uses(volume, secret));
  }

  private static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(stream(pod.getInitContainers()), stream(pod.getContainers()));
  }

  private static boolean uses(Container container, String secret) {
    return stream(container.getEnvFrom())
            .map(EnvFromSource::getSecretRef)
            .anyMatch(reference -> reference != null && secret.equals(reference.getName()))
        || stream(container.getEnv())
            .map(EnvVar::getValueFrom)
            .filter(Objects::nonNull)
            .map(source -> source.getSecretKeyRef())
            .anyMatch(reference -> reference != null && secret.equals(reference.getName()));
  }

  private static boolean uses(Volume volume, String secret) {
    var own = volume.getSecret();
    var projected = volume.getProjected();
    return (own != null && secret.equals(own.getSecretName()))
        || (projected != null
            && stream(projected.getSources())
                .map(source -> source.getSecret())
                .anyMatch(source -> source != null && secret.equals(source.getName())));
  }

  private static <T> Stream<T> stream(@Nullable Collection<T> items) {
    return Optional.ofNullable(items).stream().flatMap(Collection::stream);
  }
}
