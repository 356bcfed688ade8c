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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers a controller for each kind, all with the same configuration.
 *
 * @param watched the namespaces to watch; cluster-scoped kinds are always watched
 */
record Controllers(Operator operator, WatchedNamespaces watched) {
  private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

  /** The number of resources for each list request. */
  static final long PAGE = 500;

  /**
   * Returns the threads of all controllers. An exception that ends one of them is logged: the
   * framework throws one if a resource is deleted while its next reconciliation is being scheduled.
   */
  static ThreadPoolExecutor workers(int number) {
    return new ThreadPoolExecutor(
        number,
        number,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofVirtual()
            .name("worker-", 0)
            .uncaughtExceptionHandler(
                (worker, failure) -> LOG.warn("A worker failed and is replaced", failure))
            .factory());
  }

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
