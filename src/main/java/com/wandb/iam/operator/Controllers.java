package com.wandb.iam.operator;

import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.UpdateFilter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.util.Locale;

/**
 * Registers a controller for each kind, all with the same configuration.
 *
 * @param watched the namespaces to watch; cluster-scoped kinds are always watched
 */
record Controllers(Operator operator, WatchedNamespaces watched) {
  /** The number of resources for each list request. */
  static final long PAGE = 500;

  <R extends HasMetadata> void register(Class<R> type, Reconciler<R> reconciler) {
    var name = HasMetadata.getKind(type).toLowerCase(Locale.ROOT);
    operator.register(
        reconciler,
        configuration -> {
          configure(name, configuration);
          if (!watched.areAll() && Namespaced.class.isAssignableFrom(type)) {
            configuration.settingNamespaces(watched.names());
          }
        });
  }

  private static <R extends HasMetadata> void configure(
      String name, ControllerConfigurationOverrider<R> configuration) {
    configuration
        .withName("wandb-iam-" + name)
        .withFieldManager("wandb-iam-" + name)
        .withFinalizer("iam.wandb.com/" + name)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(1_000)
                .setIntervalMultiplier(2)
                .setMaxInterval(60_000)
                .withoutMaxAttempts())
        .withReconciliationMaxInterval(null)
        .withInformerListLimit(PAGE)
        .withGenerationAware(false)
        .withOnUpdateFilter(new UpdateFilter<>())
        .withItemStore(
            new TransformingItemStore<>(
                resource -> {
                  resource.getMetadata().setManagedFields(null);
                  return resource;
                }));
  }
}
