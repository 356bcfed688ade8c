package com.wandb.iam.resources;

import com.wandb.iam.kube.Namespaces;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches of Secrets for the controllers. The data of the Secrets is not cached. */
public final class SecretWatches {
  private final Namespaces namespaces;
  private final Set<String> open;
  private final List<InformerEventSource<Secret, ?>> sources = new CopyOnWriteArrayList<>();

  /**
   * @param operatorNamespace the namespace with the backup copies of keys (escrow)
   */
  public SecretWatches(Namespaces namespaces, String operatorNamespace) {
    this.namespaces = namespaces;
    this.open = new HashSet<>(namespaces.open());
    open.add(operatorNamespace);
  }

  /**
   * Watches the Secrets with a label.
   *
   * @param labels a label selector
   * @param whose returns the resources that a Secret enqueues
   */
  public <R extends HasMetadata> EventSource<?, R> of(
      EventSourceContext<R> context,
      Class<R> kind,
      String name,
      String labels,
      SecondaryToPrimaryMapper<Secret> whose) {
    var configuration =
        InformerEventSourceConfiguration.from(Secret.class, kind)
            .withName(name)
            .withLabelSelector(labels)
            .withItemStore(ContentFree.store(Secret.class))
            .withSecondaryToPrimaryMapper(whose);
    if (!namespaces.watched().areAll()) {
      configuration.withNamespaces(Set.copyOf(open));
    }
    var source = new InformerEventSource<Secret, R>(configuration.build(), context);
    sources.add(source);
    return source;
  }

  /**
   * Stops the watches in a listed namespace that is being deleted, before its RoleBinding is
   * deleted. A watch that is forbidden would end the process.
   */
  public synchronized void leave(String namespace) {
    if (!namespaces.watched().areAll() && open.remove(namespace)) {
      sources.forEach(source -> source.changeNamespaces(Set.copyOf(open)));
    }
  }
}
