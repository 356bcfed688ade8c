package com.wandb.iam.operator;

import com.wandb.iam.account.AccountCleanup;
import com.wandb.iam.account.AccountKeeper;
import com.wandb.iam.account.AccountProvisioner;
import com.wandb.iam.account.AccountWatches;
import com.wandb.iam.account.OrphanedAccounts;
import com.wandb.iam.account.ServiceAccountReconciler;
import com.wandb.iam.account.key.Deliveries;
import com.wandb.iam.account.key.KeyEscrow;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.KeyServices;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.bucket.AddressSecrets;
import com.wandb.iam.bucket.BucketOverlaps;
import com.wandb.iam.bucket.ConnectorBinding;
import com.wandb.iam.bucket.ConnectorCleanup;
import com.wandb.iam.bucket.ConnectorPreflight;
import com.wandb.iam.bucket.ConnectorSources;
import com.wandb.iam.bucket.DeclaredBucket;
import com.wandb.iam.bucket.FileStoreCleanup;
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
import com.wandb.iam.server.ServerAdmission;
import com.wandb.iam.server.ServerCleanup;
import com.wandb.iam.server.ServerDeployments;
import com.wandb.iam.server.ServerOpener;
import com.wandb.iam.server.ServerSettings;
import com.wandb.iam.server.ServerSources;
import com.wandb.iam.server.WandbServerReconciler;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.team.AuthoritativeTeam;
import com.wandb.iam.team.TeamBuckets;
import com.wandb.iam.team.TeamCleanup;
import com.wandb.iam.team.TeamKeeper;
import com.wandb.iam.team.TeamMembers;
import com.wandb.iam.team.TeamReconciler;
import com.wandb.iam.team.membership.DeclarationReader;
import com.wandb.iam.team.membership.MemberResolver;
import com.wandb.iam.team.membership.MembershipChanges;
import com.wandb.iam.team.membership.MembershipCleanup;
import com.wandb.iam.team.membership.MembershipHolds;
import com.wandb.iam.team.membership.MembershipPermission;
import com.wandb.iam.team.membership.MembershipRemovals;
import com.wandb.iam.team.membership.MembershipSteps;
import com.wandb.iam.team.membership.Provisioner;
import com.wandb.iam.team.membership.RegistryRoleCleanup;
import com.wandb.iam.team.membership.RegistryRoles;
import com.wandb.iam.team.membership.TeamMembershipReconciler;
import com.wandb.iam.team.removal.Holds;
import com.wandb.iam.team.removal.PlannedChanges;
import com.wandb.iam.team.removal.RemovalLimiters;
import com.wandb.iam.team.removal.StepApplier;
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
  private final PlannedChanges planned;
  private final Contests contests;
  private final FileStoreState fileStores;
  private final Cleanups cleanups;
  private final References references;
  private final Creations creations;
  private final Holds holds;
  private final StepApplier applier;
  private final DeclarationReader declarations;
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
      PlannedChanges planned,
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
    planned = parts.planned();
    contests = parts.contests();
    fileStores = new FileStoreState(secrets, settings.operatorNamespace());
    cleanups = new Cleanups(finder, events, namespaces, claims);
    references = new References(finder, servers, claims, namespaces, ownership);
    creations = new Creations(parts.ids(), clock);
    holds = new Holds(limiters, observer);
    applier = new StepApplier(contests, observer);
    declarations = new DeclarationReader(resources, live, clock);
    teamBuckets = new TeamBuckets(resources, live, fileStores, creations);
  }

  WandbServerReconciler server() {
    var serverSettings = new ServerSettings(secrets, settings.operatorNamespace());
    var opener = new ServerOpener(servers, serverSettings, dependents);
    var watched = new ServerDeployments(resources, ownership, deployments);
    return new WandbServerReconciler(
        runner,
        new ServerSources(resources, settings.operatorNamespace()),
        ownership,
        watched,
        opener,
        new ServerAdmission(ownership),
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
        new ServerCleanup(dependents, opener, watched, fileStores),
        dependents,
        clock);
  }

  TeamReconciler team() {
    var keeper = new TeamKeeper(references, creations, teamBuckets, events, observer);
    return new TeamReconciler(
        runner,
        resources,
        references,
        dependents,
        keeper,
        new TeamMembers(
            resources,
            declarations,
            new AuthoritativeTeam(declarations, holds, applier, planned, contests, events),
            limiters,
            holds,
            planned,
            events,
            clock),
        new TeamCleanup(
            references, cleanups, keeper, teamBuckets, holds, planned, contests, events));
  }

  TeamMembershipReconciler membership() {
    var membershipHolds = new MembershipHolds(resources, holds, planned, contests);
    var removals =
        new MembershipRemovals(
            resources, declarations, claims, holds, applier, new RegistryRoleCleanup(claims));
    return new TeamMembershipReconciler(
        runner,
        resources,
        references,
        new MembershipPermission(references),
        new MemberResolver(claims, new Provisioner(contests, events, clock)),
        new MembershipChanges(
            new MembershipSteps(holds, applier, contests, events, observer),
            removals,
            new RegistryRoles(claims, contests),
            membershipHolds),
        membershipHolds,
        new MembershipCleanup(references, cleanups, removals, membershipHolds),
        clock);
  }

  ServiceAccountReconciler serviceAccount() {
    var deliveries = new Deliveries(secrets, namespaces, events, settings.operatorNamespace());
    var escrow = new KeyEscrow(secrets, settings.operatorNamespace());
    var keySecrets = new KeySecrets(secrets, escrow, deliveries, clock, settings.keepsKeys());
    var orphanedKeys = new OrphanedKeys(keySecrets, events, clusterId);
    var orphanedAccounts = new OrphanedAccounts(creations);
    var scopes = new AccountScopes(references, clock);
    var accounts =
        new AccountKeeper(references, creations, orphanedAccounts, orphanedKeys, events, observer);
    var keys =
        new KeyServices(keySecrets, secrets, workloads, namespaces, events, clock, clusterId);
    return new ServiceAccountReconciler(
        runner,
        references,
        scopes,
        new AccountProvisioner(accounts, keys),
        new AccountCleanup(
            references,
            cleanups,
            scopes,
            accounts,
            keySecrets,
            orphanedKeys,
            orphanedAccounts,
            clusterId),
        new AccountWatches(resources, secretWatches));
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
    var overlaps = new BucketOverlaps(resources);
    var addresses = new AddressSecrets(secrets);
    var preflight =
        new ConnectorPreflight(preflights, resources, events, settings.buckets(), clock);
    return new StorageConnectorReconciler(
        runner,
        new ConnectorSources(resources, secretWatches),
        references,
        dependents,
        overlaps,
        new DeclaredBucket(secrets),
        preflight,
        addresses,
        new ConnectorBinding(fileStores, live, secrets, clock, references, dependents),
        new ConnectorCleanup(
            cleanups,
            namespaces,
            live,
            resources,
            dependents,
            new FileStoreCleanup(fileStores, events),
            addresses,
            preflight,
            overlaps));
  }
}
