package com.wandb.iam.bucket.binding;

import com.wandb.iam.bucket.binding.FileStoreBinder.Outcome;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.SharedSecret;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Durations;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One reconciliation of the buckets of one server: reads state and Secret, and applies the steps of
 * {@link BindingPlan} in their order.
 */
final class FileStoreReconciler {
  private final FileStoreBinder binder;
  private final BoundServer pass;
  private final String server;
  private final FileStoreState ledger;
  private final SharedSecret target;
  private final BindingFacts facts;
  private FileStores stores = FileStores.NONE;

  /**
   * @param now to the second, because times in a status have no fractions
   */
  FileStoreReconciler(
      FileStoreBinder binder, BoundServer pass, BucketBindings bindings, Instant now) {
    this.binder = binder;
    this.pass = pass;
    this.server = pass.name();
    this.ledger = binder.fileStores();
    var ref = bindings.secretRef();
    this.target = binder.secrets().shared(ref.namespace(), ref.name(), FileStores.VARIABLE);
    var interval = Durations.parse(pass.resource().getSpec().sync().interval());
    this.facts = new BindingFacts(bindings, interval, binder.timing(), now);
  }

  Outcome run() {
    var found = target.read().orElse(null);
    var known = ledger.find(server).orElse(null);
    if (known == null && state().publishedRevision() == null) {
      // No bucket was ever declared for this server, so the value belongs to others.
      return Outcome.NOTHING;
    }
    var before = known == null ? FileStores.NONE : known;
    boolean isRequested =
        ActionAnnotation.RECONCILE.pending(pass.resource(), pass.report().handled()).isPresent();
    apply(BindingPlan.begin(facts, state(), before.source(), isRequested));

    var unused = unused(before);
    var state = state();
    stores = ledger.change(server, now -> BindingPlan.merge(facts, state, now, found, unused));
    if (!stores.entries().keySet().containsAll(before.entries().keySet())) {
      // Because a connector may wait for the location of a removed entry.
      enqueueConnectors();
    }
    return finish(apply(BindingPlan.publish(facts, state, stores, found)));
  }

  /** Applies the plans of rollouts until no further step depends on a rollout. */
  private Outcome finish(BindingSteps published) {
    var last = published;
    for (var revision = last.rollout(); revision != null; revision = last.rollout()) {
      var progress =
          new ServerRollouts(binder.workloads(), facts.declared().rollout()).roll(revision);
      last =
          apply(
              RolloutPlan.proceed(
                  facts,
                  last.state(),
                  stores.former(),
                  progress,
                  last.requeueAt(),
                  binder.clock().instant().plus(facts.timing().pollInterval())));
    }
    return new Outcome(last.condition(), last.requeueAt());
  }

  private BindingSteps apply(BindingSteps plan) {
    plan.steps().forEach(this::apply);
    return plan;
  }

  private void apply(BindingStep step) {
    switch (step) {
      case BindingStep.RecordStatus(var state) -> pass.bindings(state);
      case BindingStep.SaveStatus(var state) -> {
        pass.bindings(state);
        pass.save();
      }
      case BindingStep.ChangeStores(var change) -> stores = ledger.change(server, change::applyTo);
      case BindingStep.WriteValue(var value) -> target.write(value);
      case BindingStep.CountDrift() -> binder.observer().driftCorrected(server);
      case BindingStep.EnqueueConnectors() -> enqueueConnectors();
      case BindingStep.Emit(var severity, var reason, var message) -> {
        switch (severity) {
          case NORMAL -> binder.events().normal(pass.resource(), reason, message);
          case WARNING -> binder.events().warning(pass.resource(), reason, message);
        }
      }
    }
  }

  private BucketBindingsStatus state() {
    return Objects.requireNonNullElse(pass.bindings(), BucketBindingsStatus.NONE);
  }

  /** Returns the entries that are kept only for teams that are gone from the server. */
  private Map<String, Set<String>> unused(FileStores stores) {
    var users = new BucketUsers(binder.servers().connection(server).orElse(null));
    return stores.keptForTeams().entrySet().stream()
        .filter(entry -> users.areGone(entry.getValue()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void enqueueConnectors() {
    binder
        .resources()
        .enqueue(
            StorageConnector.class,
            connector -> server.equals(connector.getSpec().serverRef().name()));
  }
}
