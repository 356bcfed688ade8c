package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A recorder of events into memory. */
public final class FakeEvents {
  private final List<String> recorded = new ArrayList<>();
  private @Nullable Event next;

  /** Returns the recorder. */
  public EventRecorder recorder(InstantSource clock) {
    return new EventRecorder(
        (KubernetesClient) proxy(KubernetesClient.class), clock, "test", Optional::empty);
  }

  /** Returns each event, as {@code Normal Ready: The team is in sync.} */
  public List<String> recorded() {
    return List.copyOf(recorded);
  }

  private Object proxy(Class<?> type) {
    return Proxy.newProxyInstance(
        FakeEvents.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "resource" -> {
                next = (Event) arguments[0];
                yield proxy(Resource.class);
              }
              case "create" -> {
                var event = next;
                recorded.add(event.getType() + " " + event.getReason() + ": " + event.getNote());
                yield event;
              }
              case "inNamespace" -> proxy(MixedOperation.class);
              default -> proxy(method.getReturnType());
            });
  }
}
