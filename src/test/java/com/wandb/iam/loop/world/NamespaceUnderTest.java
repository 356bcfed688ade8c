package com.wandb.iam.loop.world;

import static org.awaitility.Awaitility.await;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.pollinterval.IterativePollInterval;
import org.awaitility.pollinterval.PollInterval;

/** A namespace of the cluster: reads its objects and waits for expected states. */
class NamespaceUnderTest {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Polls less often when a state takes long. */
  private static final PollInterval SOON_AND_THEN_LESS =
      IterativePollInterval.iterative(
          last -> last.toMillis() < 250 ? last.multipliedBy(5).dividedBy(4) : last,
          Duration.ofMillis(40));

  static {
    // Ten seconds can be too short while other classes use the processors.
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  private final KubernetesClient client;
  private final String namespace;

  NamespaceUnderTest(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  public final KubernetesClient client() {
    return client;
  }

  public final String namespace() {
    return namespace;
  }

  public <R extends HasMetadata> Optional<R> find(Class<R> kind, String name) {
    return find(kind, namespace, name);
  }

  private <R extends HasMetadata> Optional<R> find(Class<R> kind, String where, String name) {
    var resources = client.resources(kind);
    return Optional.ofNullable(
        Namespaced.class.isAssignableFrom(kind)
            ? resources.inNamespace(where).withName(name).get()
            : resources.withName(name).get());
  }

  public <R extends HasMetadata> R get(Class<R> kind, String name) {
    return find(kind, name)
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  public <R extends HasMetadata> void delete(Class<R> kind, String name) {
    find(kind, name).ifPresent(resource -> client.resource(resource).delete());
  }

  public <R extends HasMetadata> void awaitGone(Class<R> kind, String name) {
    await(kind.getSimpleName() + " " + name + " is gone")
        .atMost(PATIENCE)
        .until(() -> find(kind, name).isEmpty());
  }

  /** Waits until the resource is ready for its current generation. */
  public <R extends IamResource<?, ? extends ResourceStatus>> R awaitReady(
      Class<R> kind, String name) {
    return awaitCondition(
        kind, namespace, name, "Ready", condition -> "True".equals(condition.status()));
  }

  /** Waits until a condition has the reason for the current generation. */
  public <R extends IamResource<?, ? extends ResourceStatus>> Condition awaitReason(
      Class<R> kind, String name, String type, String reason) {
    return awaitReason(kind, namespace, name, type, reason);
  }

  /** Waits until a condition in another namespace has the reason. */
  public <R extends IamResource<?, ? extends ResourceStatus>> Condition awaitReason(
      Class<R> kind, String where, String name, String type, String reason) {
    var resource = awaitCondition(kind, where, name, type, c -> reason.equals(c.reason()));
    return condition(resource, type).orElseThrow();
  }

  private <R extends IamResource<?, ? extends ResourceStatus>> R awaitCondition(
      Class<R> kind, String where, String name, String type, Predicate<Condition> wanted) {
    return awaitThat(
        kind,
        where,
        name,
        resource ->
            Optional.of(resource)
                .filter(NamespaceUnderTest::current)
                .flatMap(found -> condition(found, type))
                .filter(wanted)
                .isPresent());
  }

  /** Waits until the resource matches. */
  public <R extends HasMetadata> R awaitThat(Class<R> kind, String name, Predicate<R> wanted) {
    return awaitThat(kind, namespace, name, wanted);
  }

  private <R extends HasMetadata> R awaitThat(
      Class<R> kind, String where, String name, Predicate<R> wanted) {
    try {
      return await()
          .atMost(PATIENCE)
          .pollInterval(SOON_AND_THEN_LESS)
          .until(() -> find(kind, where, name), found -> found.filter(wanted).isPresent())
          .orElseThrow();
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(
          "%s %s did not come to what is awaited; it is:\n%s"
              .formatted(
                  kind.getSimpleName(),
                  name,
                  find(kind, where, name).map(Serialization::asYaml).orElse("absent")),
          late);
    }
  }

  /** Waits until the condition is true. */
  public void awaitTrue(Callable<Boolean> so) {
    await().atMost(PATIENCE).pollInterval(SOON_AND_THEN_LESS).until(so);
  }

  /** Returns all events. */
  public Stream<Event> events() {
    return client.events().v1().events().inNamespace(namespace).list().getItems().stream();
  }

  /** Returns the messages of events with a reason about a resource. */
  public List<String> events(String name, String reason) {
    return events()
        .filter(event -> reason.equals(event.getReason()))
        .filter(event -> name.equals(event.getRegarding().getName()))
        .map(Event::getNote)
        .toList();
  }

  private static boolean current(IamResource<?, ? extends ResourceStatus> resource) {
    return resource.getMetadata().getGeneration().equals(resource.getStatus().observedGeneration());
  }

  public static Optional<Condition> condition(
      IamResource<?, ? extends ResourceStatus> resource, String type) {
    return resource.getStatus().conditions().stream()
        .filter(condition -> type.equals(condition.type()))
        .findFirst();
  }

  /** Returns the decoded value in a Secret of the scenario's namespace. */
  public String secretValue(String secret, String key) {
    return new String(
        Base64.getDecoder().decode(get(Secret.class, secret).getData().get(key)),
        StandardCharsets.UTF_8);
  }

  public <R extends HasMetadata> void annotate(
      Class<R> kind, String name, String annotation, String value) {
    client
        .resource(get(kind, name))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, value));
  }

  public <R extends HasMetadata> void awaitAnnotation(
      Class<R> kind, String name, String annotation) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(get(kind, name).getMetadata().getAnnotations())
                    .filter(annotations -> annotations.containsKey(annotation))
                    .isPresent());
  }
}
