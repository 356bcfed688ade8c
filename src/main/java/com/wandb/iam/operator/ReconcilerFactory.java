package com.wandb.iam.operator;

import com.wandb.iam.account.AccountKeeper;
import com.wandb.iam.account.OrphanedAccounts;
import com.wandb.iam.account.ServiceAccountReconciler;
import com.wandb.iam.account.key.Deliveries;
import com.wandb.iam.account.key.KeyEscrow;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.KeyServices;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.bucket.Preflights;
import com.wandb.iam.bucket.StorageConnectorReconciler;
import com.wandb.iam.bucket.binding.FileStoreBinder;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.kube.Workloads;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Dependents;
import com.wandb.iam.resources.LiveResources;
import com.wandb.iam.resources.ResourceFinder;
import com.wandb.iam.resources.SecretWatches;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.role.CustomRoleReconciler;
import com.wandb.iam.role.RoleCleanup;
import com.wandb.iam.role.RoleKeeper;
import com.wandb.iam.server.ServerSettings;
import com.wandb.iam.server.WandbServerReconciler;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.team.AuthoritativeTeam;
import com.wandb.iam.team.TeamBuckets;
import com.wandb.iam.team.TeamKeeper;
import com.wandb.iam.team.TeamReconciler;
import com.wandb.iam.team.membership.MembershipRemovals;
import com.wandb.iam.team.membership.MembershipSteps;
import com.wandb.iam.team.membership.RegistryRoleCleanup;
import com.wandb.iam.team.membership.TeamMembershipReconciler;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiters;
import java.time.InstantSource;

/**
 * Builds the reconcilers of all kinds. Parts that keep state are created once and shared by the
 * reconcilers that use them.
 */
final class ReconcilerFactory {
  private final OperatorSettings settings;
  private final InstantSource clock;
  private final WorkObserver observer;
  private final EventRecorder events;
  private final Namespaces namespaces;
  private final Secrets secrets;
  private final Workloads workloads;
  private final CachedResources resources;
  private final LiveResources live;
  private final Claims claims;
  private final Dependents dependents;
  private final Servers servers;
  private final RemovalLimiters limiters;
  private final Preflights preflights;
  private final SecretWatches secretWatches;
  private final WeightsAndBiasesWatch deployments;
  private final ReconcileRunner runner;
  private final ServerOwnership ownership;
  private final PlannedChanges foreseen;
  private final Contests contests;
  private final FileStoreState fileStores;
  private final Cleanups cleanups;
  private final References references;
  private final Creations creations;
  private final MembershipSteps steps;
  private final TeamBuckets teamBuckets;
  private final String clusterId;

  /** The parts of the operator that reconcilers share. */
  record Parts(
      OperatorSettings settings,
      InstantSource clock,
      WorkObserver observer,
      EventRecorder events,
      Namespaces namespaces,
      Secrets secrets,
      Workloads workloads,
      IdAnnotation ids,
      CachedResources resources,
      LiveResources live,
      LastWrites writes,
      Claims claims,
      Dependents dependents,
      Servers servers,
      RemovalLimiters limiters,
      PlannedChanges plannedChanges,
      Contests contests,
      Preflights preflights,
      SecretWatches secretWatches,
      WeightsAndBiasesWatch deployments,
      ReconcileRunner runner,
      String clusterId) {}

  ReconcilerFactory(Parts parts) {
    this.settings = parts.settings();
    this.clock = parts.clock();
    this.observer = parts.observer();
    this.events = parts.events();
    this.namespaces = parts.namespaces();
    this.secrets = parts.secrets();
    this.workloads = parts.workloads();
    this.resources = parts.resources();
    this.live = parts.live();
    this.claims = parts.claims();
    this.dependents = parts.dependents();
    this.servers = parts.servers();
    this.limiters = parts.limiters();
    this.preflights = parts.preflights();
    this.secretWatches = parts.secretWatches();
    this.deployments = parts.deployments();
    this.runner = parts.runner();
    this.clusterId = parts.clusterId();
    var finder = new ResourceFinder(resources, live, parts.writes());
    ownership = new ServerOwnership(settings.operatorNamespace(), namespaces.watched());
    foreseen = parts.plannedChanges();
    contests = parts.contests();
    fileStores = new FileStoreState(secrets, settings.operatorNamespace());
    cleanups = new Cleanups(finder, events, namespaces, claims);
    references = new References(finder, servers, claims, namespaces, ownership);
    creations = new Creations(parts.ids(), clock);
    steps = new MembershipSteps(resources, limiters, foreseen, contests, events, observer);
    teamBuckets = new TeamBuckets(resources, live, fileStores, creations);
  }

  WandbServerReconciler server() {
    return new WandbServerReconciler(
        runner,
        resources,
        servers,
        new ServerSettings(secrets, settings.operatorNamespace()),
        dependents,
        new FileStoreBinder(
            fileStores,
            secrets,
            resources,
            servers,
            workloads,
            settings.buckets(),
            events,
            observer,
            clock),
        ownership,
        deployments,
        fileStores,
        clock,
        settings.operatorNamespace());
  }

  TeamReconciler team() {
    return new TeamReconciler(
        runner,
        resources,
        references,
        dependents,
        cleanups,
        new TeamKeeper(references, creations, teamBuckets, events, observer),
        new AuthoritativeTeam(
            resources, live, limiters, foreseen, contests, events, observer, clock),
        steps,
        teamBuckets,
        limiters,
        foreseen,
        events,
        clock);
  }

  TeamMembershipReconciler membership() {
    var registryRoles = new RegistryRoleCleanup(claims);
    return new TeamMembershipReconciler(
        runner,
        resources,
        references,
        cleanups,
        new MembershipRemovals(resources, live, claims, limiters, registryRoles, observer, clock),
        steps,
        claims,
        contests,
        events,
        clock);
  }

  ServiceAccountReconciler serviceAccount() {
    var deliveries = new Deliveries(secrets, namespaces, events, settings.operatorNamespace());
    var escrow = new KeyEscrow(secrets, settings.operatorNamespace());
    var keySecrets = new KeySecrets(secrets, escrow, deliveries, clock, settings.keepsKeys());
    var orphanedKeys = new OrphanedKeys(keySecrets, events, clusterId);
    var orphanedAccounts = new OrphanedAccounts(creations);
    return new ServiceAccountReconciler(
        runner,
        resources,
        references,
        cleanups,
        new AccountScopes(references, clock),
        new AccountKeeper(references, creations, orphanedAccounts, orphanedKeys, events, observer),
        keySecrets,
        new KeyServices(keySecrets, secrets, workloads, namespaces, events, clock, clusterId),
        orphanedKeys,
        orphanedAccounts,
        secretWatches);
  }

  CustomRoleReconciler role() {
    var keeper = new RoleKeeper(contests, creations, events, observer, clock);
    return new CustomRoleReconciler(
        runner,
        resources,
        references,
        dependents,
        ownership,
        keeper,
        new RoleCleanup(cleanups, references, dependents, namespaces, keeper));
  }

  StorageConnectorReconciler storageConnector() {
    return new StorageConnectorReconciler(
        runner,
        resources,
        live,
        references,
        dependents,
        cleanups,
        namespaces,
        fileStores,
        preflights,
        events,
        settings.buckets(),
        clock,
        secrets,
        secretWatches);
  }
}
