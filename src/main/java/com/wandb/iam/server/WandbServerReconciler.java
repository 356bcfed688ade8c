package com.wandb.iam.server;

import com.wandb.iam.bucket.binding.FileStoreBinder;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.OperatorIdentity;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.ServerCounts;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.kube.WeightsAndBiases;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Conditions;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.ContentFree;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.resources.UnsupportedFields;
import com.wandb.iam.server.sync.ServerSync;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.server.sync.SyncResult;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Keeps the way to a server open and says what is known about it. */
public final class WandbServerReconciler implements Reconciler<WandbServer>, Cleaner<WandbServer> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final Servers servers;
  private final ServerSettings settings;
  private final Dependents dependents;
  private final FileStoreBinder binder;
  private final ServerOwnership ownership;
  private final WeightsAndBiasesWatch deployments;
  private final FileStoreState fileStores;
  private final InstantSource clock;
  private final String operatorNamespace;

  private static final Duration WHILE_IN_USE = Duration.ofSeconds(5);

  /**
   * What the dependents of a server were last told of: a generation, and that it can be written.
   */
  private record Told(long generation, int interruptions) {}

  private final Map<String, Told> told = new ConcurrentHashMap<>();

  public WandbServerReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      Servers servers,
      ServerSettings settings,
      Dependents dependents,
      FileStoreBinder binder,
      ServerOwnership ownership,
      WeightsAndBiasesWatch deployments,
      FileStoreState fileStores,
      InstantSource clock,
      String operatorNamespace) {
    this.runner = runner;
    this.resources = resources;
    this.servers = servers;
    this.settings = settings;
    this.dependents = dependents;
    this.binder = binder;
    this.ownership = ownership;
    this.deployments = deployments;
    this.fileStores = fileStores;
    this.clock = clock;
    this.operatorNamespace = operatorNamespace;
  }

  @Override
  public List<EventSource<?, WandbServer>> prepareEventSources(
      EventSourceContext<WandbServer> context) {
    return List.of(
        resources.register(WandbServer.class, context),
        named(Secret.class, context),
        named(ConfigMap.class, context));
  }

  /** Secrets and ConfigMaps of the operator's namespace that a server names. */
  private <S extends HasMetadata> InformerEventSource<S, WandbServer> named(
      Class<S> type, EventSourceContext<WandbServer> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, WandbServer.class)
            .withName("server-" + type.getSimpleName().toLowerCase(Locale.ROOT))
            .withNamespaces(Set.of(operatorNamespace))
            .withItemStore(ContentFree.store(type))
            .withSecondaryToPrimaryMapper(
                secondary ->
                    resources
                        .list(
                            WandbServer.class,
                            server ->
                                ServerSettings.names(server, secondary.getMetadata().getName()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .build(),
        context);
  }

  @Override
  public UpdateControl<WandbServer> reconcile(WandbServer server, Context<WandbServer> context) {
    return runner.reconcile(
        server,
        context,
        WandbServerStatus.class,
        ServerReconciliation::new,
        pass -> isOthers(pass.resource()) ? leaveToOthers(pass.name()) : reconcile(pass));
  }

  private boolean isOthers(WandbServer server) {
    return ownership.isOthers(server);
  }

  /** It may have been this operator's until now. */
  private UpdateControl<WandbServer> leaveToOthers(String name) {
    boolean known = told.containsKey(name);
    close(name);
    watchNoOthersThan(server -> !isOthers(server));
    if (known) {
      dependents.enqueueAll(name);
    }
    return UpdateControl.noUpdate();
  }

  private UpdateControl<WandbServer> reconcile(ServerReconciliation pass) {
    var bound = boundOf(pass);
    var bindings = pass.draft().bucketBindings;
    var control = runner.reconcile(pass, this::run);
    if (!Objects.equals(bindings, pass.draft().bucketBindings) || !bound.equals(boundOf(pass))) {
      dependents.enqueueConnectors(pass.name());
    }
    return control;
  }

  private static Optional<Condition> boundOf(ServerReconciliation pass) {
    return Conditions.find(pass.report().conditions(), ConditionType.Bound.name());
  }

  private ReconcileResult run(ServerReconciliation pass) {
    var spec = pass.resource().getSpec();
    var name = pass.name();
    var unsaid = ownership.unsaid(pass.resource());
    if (unsaid.isPresent()) {
      close(name);
      return unsaid.get();
    }
    if (spec.suspend()) {
      close(name);
      return ReconcileResult.waiting(
          Reason.Suspended, "spec.suspend: nothing below this server is read or written");
    }
    var unready = unready(pass);
    // Also while the server does not answer: perhaps it needs the former value back.
    var bound = unready.flatMap(why -> binder.rest(pass, why)).orElseGet(() -> binder.run(pass));
    try {
      return bound.beside(look(pass, unready), clock.instant());
    } catch (ReconcileAbort stop) {
      close(name);
      throw new ReconcileAbort(bound.beside(stop.conclusion(), clock.instant()));
    }
  }

  /** Where W&B's own operator keeps the server, as far as that is said. */
  public static Optional<WeightsAndBiases.Place> deployment(WandbServer server) {
    return Optional.ofNullable(server.getSpec().weightsAndBiasesRef())
        .map(ref -> new WeightsAndBiases.Place(ref.namespace(), ref.name()));
  }

  /** Why W&B's own operator is not done with the server. */
  private Optional<String> unready(ServerReconciliation pass) {
    var deployment = deployment(pass.resource());
    watchNoOthersThan(server -> !isOthers(server));
    return deployment
        .flatMap(place -> deployments.unready(place))
        .map(why -> "spec.weightsAndBiasesRef: " + why + ": nothing is written to the server");
  }

  private void watchNoOthersThan(Predicate<WandbServer> whose) {
    deployments.retain(
        resources
            .list(WandbServer.class, whose)
            .flatMap(server -> deployment(server).stream())
            .collect(Collectors.toSet()));
  }

  private ReconcileResult look(ServerReconciliation pass, Optional<String> unready) {
    ReconcileAbort.at(UnsupportedFields.in(pass.resource().getSpec()));
    var sync = sync(pass);
    sync.hold(unready.isPresent());
    ActionAnnotation.RECONCILE
        .pending(pass.resource(), pass.report().handled())
        .ifPresent(
            token -> {
              sync.requestSync();
              pass.handled(ActionAnnotation.RECONCILE, token);
            });
    var conclusion = unready.map(ServerResults::deploying).orElseGet(() -> conclude(pass, sync));
    tellDependents(pass, sync);
    return conclusion;
  }

  private ServerSync sync(ServerReconciliation pass) {
    var organization = pass.draft().organization;
    try {
      return servers.ensure(
          pass.name(),
          settings.of(pass.resource()),
          Durations.parse(pass.resource().getSpec().sync().interval()),
          organization == null ? null : organization.id());
    } catch (IllegalArgumentException senseless) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(Reason.Invalid, String.valueOf(senseless.getMessage())));
    }
  }

  private void close(String name) {
    servers.remove(name);
    told.remove(name);
  }

  private ReconcileResult conclude(ServerReconciliation pass, ServerSync sync) {
    return switch (sync.observation()) {
      case SyncResult.Pending pending ->
          ServerResults.unreachable(Reason.Pending, "the server is being looked at");
      case SyncResult.Failing(var error) -> ServerResults.failing(error);
      case SyncResult.ForeignOrganization(var facts) -> accept(pass, sync, facts);
      case SyncResult.Serving serving -> serving(pass, sync, serving);
    };
  }

  private ReconcileResult serving(
      ServerReconciliation pass, ServerSync sync, SyncResult.Serving serving) {
    describe(pass.draft(), pass.resource().getSpec().edition(), serving);
    pass.draft().warnings = ownership.warnings(pass.resource());
    if (!isPinned(pass.draft())) {
      pin(pass, serving.facts());
    }
    sync.admit(ServerSync.organizationOf(serving.facts()));
    return ServerResults.serving(serving.facts());
  }

  private static boolean isPinned(ServerStatusBuilder draft) {
    var organization = draft.organization;
    return organization != null && !ServerSync.UNKNOWN_ORGANIZATION.equals(organization.id());
  }

  /** Another organization is behind the address: only a person can say that this is meant. */
  private ReconcileResult accept(ServerReconciliation pass, ServerSync sync, ServerFacts facts) {
    var found = ServerSync.organizationOf(facts);
    var accepted =
        ActionAnnotation.ACCEPT_ORGANIZATION
            .pending(pass.resource(), pass.report().handled())
            .filter(found::equals);
    if (accepted.isEmpty()) {
      return ServerResults.foreign(pass.draft().organization, facts);
    }
    pass.handled(ActionAnnotation.ACCEPT_ORGANIZATION, found);
    pin(pass, facts);
    sync.admit(found);
    return ServerResults.unreachable(Reason.Pending, "the accepted organization is being read");
  }

  /** Saved before anything is written there: a restart must not pin whatever is there then. */
  private static void pin(ServerReconciliation pass, ServerFacts facts) {
    pass.draft().organization =
        new PinnedOrganization(
            ServerSync.organizationOf(facts),
            facts.organizationIfKnown().map(RemoteOrganization::name).orElse(null));
    pass.save();
  }

  private static void describe(
      ServerStatusBuilder draft, Edition edition, SyncResult.Serving serving) {
    var facts = serving.facts();
    draft.version = facts.version() == null ? null : facts.version().toString();
    draft.edition = edition == Edition.Auto ? "Unknown" : edition.name();
    draft.capabilities =
        facts.capabilities().stream().map(Capability::displayName).sorted().toList();
    draft.operatorIdentity =
        new OperatorIdentity(facts.viewer().id(), facts.viewer().username(), kind(facts));
    draft.counts =
        new ServerCounts(
            serving.teams(), serving.users(), serving.serviceAccounts(), serving.roles());
  }

  private static String kind(ServerFacts facts) {
    return facts.viewerType() == AccountType.ORG_SERVICE
        ? "OrganizationServiceAccount"
        : facts.viewer().admin() ? "Admin" : "User";
  }

  private void tellDependents(ServerReconciliation pass, ServerSync sync) {
    var name = pass.name();
    if (sync.connection().isEmpty()) {
      told.remove(name);
      return;
    }
    var news = new Told(pass.resource().getMetadata().getGeneration(), sync.interruptions());
    if (!news.equals(told.put(name, news))) {
      dependents.enqueueAll(name);
    }
  }

  @Override
  public DeleteControl cleanup(WandbServer server, Context<WandbServer> context) {
    return runner.cleanup(
        server,
        context,
        WandbServerStatus.class,
        ServerReconciliation::new,
        pass -> isOthers(pass.resource()) ? DeleteControl.noFinalizerRemoval() : cleanup(pass));
  }

  /** Enqueues the dependents, because those that saw the server wait for an event of it. */
  private DeleteControl cleanup(ServerReconciliation pass) {
    var control = runner.cleanup(pass, this::leave);
    if (pass.isOver()) {
      dependents.enqueueAll(pass.name());
    }
    return control;
  }

  private Optional<ReconcileResult> leave(ServerReconciliation pass) {
    boolean abandoned =
        ActionAnnotation.ABANDON.given(pass.resource()).filter("true"::equals).isPresent();
    long using = abandoned ? 0 : dependents.using(pass.name());
    if (using == 0) {
      close(pass.name());
      fileStores.forget(pass.name());
      watchNoOthersThan(server -> !server.getMetadata().getName().equals(pass.name()));
      return Optional.empty();
    }
    openForCleanup(pass);
    return Optional.of(
        ReconcileResult.waiting(
            Reason.InUse,
            using + " resources still refer to this server; it goes when they are gone",
            WHILE_IN_USE));
  }

  /** Those that still hang on the server need it to clean up, also after a restart. */
  private void openForCleanup(ServerReconciliation pass) {
    try {
      run(pass);
    } catch (ReconcileAbort | WandbException notNow) {
      // Its dependents wait and say so; the server's own status says InUse.
    }
  }
}
