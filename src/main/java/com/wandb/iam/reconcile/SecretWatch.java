package com.wandb.iam.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.HashSet;
import java.util.Set;

/** Watches Secrets that a kind has to do with, without keeping what is in them. */
final class SecretWatch {
  private SecretWatch() {}

  /**
   * Secrets with a label wake those whom they concern.
   *
   * @param labels a selector
   */
  static <R extends HasMetadata> EventSource<?, R> of(
      EventSourceContext<R> context,
      Workbench workbench,
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
    if (!workbench.namespaces().watched().areAll()) {
      configuration.withNamespaces(open(workbench));
    }
    return new InformerEventSource<>(configuration.build(), context);
  }

  /** Copies of keys are kept in the operator's own namespace. */
  private static Set<String> open(Workbench workbench) {
    var namespaces = new HashSet<>(workbench.namespaces().open());
    namespaces.add(workbench.operatorNamespace());
    return namespaces;
  }
}
