package com.wandb.iam.reconcile;

import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.kube.Workloads;
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
  private final Resources resources;
  private final ListedNow live;
  private final Claims claims;
  private final Dependents dependents;
  private final Servers servers;
  private final Brakes brakes;
  private final Preflights preflights;
  private final SecretWatches secretWatches;
  private final WeightsAndBiasesWatch deployments;
  private final ReconcileRunner runner;
  private final Jurisdiction jurisdiction;
  private final Foreseen foreseen = new Foreseen();
  private final Corrections corrections;
  private final FileStoreLedger fileStores;
  private final Departures departures;
  private final Lookups lookups;
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
      Resources resources,
      ListedNow live,
      Claims claims,
      Dependents dependents,
      Servers servers,
      Brakes brakes,
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
    jurisdiction = new Jurisdiction(settings.operatorNamespace(), namespaces.watched());
    corrections = new Corrections(clock);
    fileStores = new FileStoreLedger(secrets, settings.operatorNamespace());
    departures = new Departures(finder, events, namespaces, claims);
    lookups = new Lookups(finder, servers, claims, namespaces, jurisdiction);
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
        new TeamPeople(resources, live, brakes, foreseen, corrections, events, observer, clock),
        steps,
        teamBuckets,
        brakes,
        foreseen,
        corrections,
        events,
        clock);
  }

  TeamMembershipReconciler membership() {
    var registryRoles = new RegistryDepartures(claims);
    return new TeamMembershipReconciler(
        runner,
        resources,
        lookups,
        departures,
        new Removals(resources, live, claims, brakes, registryRoles, observer, clock),
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
    var leftKeys = new LeftKeys(keySecrets, events, clusterId);
    var leftAccounts = new LeftAccounts(creations);
    return new ServiceAccountReconciler(
        runner,
        resources,
        lookups,
        departures,
        new AccountHomes(lookups, clock),
        new Accounts(lookups, creations, leftAccounts, leftKeys, events, observer),
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
