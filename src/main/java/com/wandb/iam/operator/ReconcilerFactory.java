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
  private final RemovalLimiters brakes;
  private final Preflights preflights;
  private final SecretWatches secretWatches;
  private final WeightsAndBiasesWatch deployments;
  private final ReconcileRunner runner;
  private final ServerOwnership jurisdiction;
  private final PlannedChanges foreseen = new PlannedChanges();
  private final Contests corrections;
  private final FileStoreState fileStores;
  private final Cleanups departures;
  private final References lookups;
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
      Claims claims,
      Dependents dependents,
      Servers servers,
      RemovalLimiters brakes,
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
    this.brakes = parts.brakes();
    this.preflights = parts.preflights();
    this.secretWatches = parts.secretWatches();
    this.deployments = parts.deployments();
    this.runner = parts.runner();
    this.clusterId = parts.clusterId();
    var finder = new ResourceFinder(resources, live);
    jurisdiction = new ServerOwnership(settings.operatorNamespace(), namespaces.watched());
    corrections = new Contests(clock);
    fileStores = new FileStoreState(secrets, settings.operatorNamespace());
    departures = new Cleanups(finder, events, namespaces, claims);
    lookups = new References(finder, servers, claims, namespaces, jurisdiction);
    creations = new Creations(parts.ids(), clock);
    steps = new MembershipSteps(resources, brakes, foreseen, corrections, events, observer);
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
        jurisdiction,
        deployments,
        fileStores,
        clock,
        settings.operatorNamespace());
  }

  TeamReconciler team() {
    return new TeamReconciler(
        runner,
        resources,
        lookups,
        dependents,
        departures,
        new TeamKeeper(lookups, creations, teamBuckets, events, observer),
        new AuthoritativeTeam(
            resources, live, brakes, foreseen, corrections, events, observer, clock),
        steps,
        teamBuckets,
        brakes,
        foreseen,
        corrections,
        events,
        clock);
  }

  TeamMembershipReconciler membership() {
    var registryRoles = new RegistryRoleCleanup(claims);
    return new TeamMembershipReconciler(
        runner,
        resources,
        lookups,
        departures,
        new MembershipRemovals(resources, live, claims, brakes, registryRoles, observer, clock),
        steps,
        claims,
        corrections,
        events,
        clock);
  }

  ServiceAccountReconciler serviceAccount() {
    var deliveries = new Deliveries(secrets, namespaces, events, settings.operatorNamespace());
    var escrow = new KeyEscrow(secrets, settings.operatorNamespace());
    var keySecrets = new KeySecrets(secrets, escrow, deliveries, clock, settings.keepsKeys());
    var leftKeys = new OrphanedKeys(keySecrets, events, clusterId);
    var leftAccounts = new OrphanedAccounts(creations);
    return new ServiceAccountReconciler(
        runner,
        resources,
        lookups,
        departures,
        new AccountScopes(lookups, clock),
        new AccountKeeper(lookups, creations, leftAccounts, leftKeys, events, observer),
        keySecrets,
        new KeyServices(keySecrets, secrets, workloads, namespaces, events, clock, clusterId),
        leftKeys,
        leftAccounts,
        secretWatches);
  }

  CustomRoleReconciler role() {
    return new CustomRoleReconciler(
        runner,
        resources,
        lookups,
        dependents,
        departures,
        jurisdiction,
        namespaces,
        new RoleKeeper(resources, corrections, creations, events, observer, clock));
  }

  StorageConnectorReconciler storageConnector() {
    return new StorageConnectorReconciler(
        runner,
        resources,
        live,
        lookups,
        dependents,
        departures,
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
