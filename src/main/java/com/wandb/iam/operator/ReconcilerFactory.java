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
import com.wandb.iam.bucket.StorageConnectorReconciler;
import com.wandb.iam.bucket.binding.FileStoreBinder;
import com.wandb.iam.bucket.binding.FileStoreState;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.ResourceFinder;
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
import com.wandb.iam.server.sync.ServerBindings;
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
import com.wandb.iam.team.removal.StepApplier;

/**
 * Builds the reconcilers of all kinds. Parts that keep state are created once and shared by the
 * reconcilers that use them.
 */
final class ReconcilerFactory {
  private final ReconcilerParts parts;
  private final ServerOwnership ownership;
  private final FileStoreState fileStores;
  private final Cleanups cleanups;
  private final References references;
  private final Creations creations;
  private final Holds holds;
  private final StepApplier applier;
  private final DeclarationReader declarations;
  private final TeamBuckets teamBuckets;

  ReconcilerFactory(ReconcilerParts parts) {
    this.parts = parts;
    var finder = new ResourceFinder(parts.resources(), parts.live(), parts.writes());
    ownership =
        new ServerOwnership(parts.settings().operatorNamespace(), parts.namespaces().watched());
    fileStores = new FileStoreState(parts.secrets(), parts.settings().operatorNamespace());
    cleanups = new Cleanups(finder, parts.events(), parts.namespaces(), parts.claims());
    references =
        new References(
            finder,
            parts.servers(),
            parts.claims(),
            parts.namespaces(),
            ownership,
            new ServerBindings(parts.events(), parts.clock()));
    creations = new Creations(parts.ids(), parts.events(), parts.clock());
    holds = new Holds(parts.limiters(), parts.observer());
    applier = new StepApplier(parts.contests(), parts.observer());
    declarations = new DeclarationReader(parts.resources(), parts.live(), parts.clock());
    teamBuckets = new TeamBuckets(parts.resources(), parts.live(), fileStores, creations);
  }

  WandbServerReconciler server() {
    var serverSettings = new ServerSettings(parts.secrets(), parts.settings().operatorNamespace());
    var opener = new ServerOpener(parts.servers(), serverSettings, parts.dependents());
    var watched = new ServerDeployments(parts.resources(), ownership, parts.deployments());
    return new WandbServerReconciler(
        parts.runner(),
        new ServerSources(parts.resources(), parts.settings().operatorNamespace()),
        ownership,
        watched,
        opener,
        new ServerAdmission(ownership),
        new FileStoreBinder(
            fileStores,
            parts.secrets(),
            parts.resources(),
            parts.servers(),
            parts.workloads(),
            parts.settings().buckets(),
            parts.events(),
            parts.observer(),
            parts.clock()),
        new ServerCleanup(parts.dependents(), opener, watched, fileStores),
        parts.dependents(),
        parts.clock());
  }

  TeamReconciler team() {
    var keeper =
        new TeamKeeper(references, creations, teamBuckets, parts.events(), parts.observer());
    return new TeamReconciler(
        parts.runner(),
        parts.resources(),
        references,
        parts.dependents(),
        keeper,
        new TeamMembers(
            parts.resources(),
            declarations,
            new AuthoritativeTeam(
                declarations, holds, applier, parts.planned(), parts.contests(), parts.events()),
            parts.limiters(),
            holds,
            parts.planned(),
            parts.events(),
            parts.clock()),
        new TeamCleanup(
            references,
            cleanups,
            keeper,
            teamBuckets,
            holds,
            parts.planned(),
            parts.contests(),
            parts.events()));
  }

  TeamMembershipReconciler membership() {
    var membershipHolds =
        new MembershipHolds(parts.resources(), holds, parts.planned(), parts.contests());
    var removals =
        new MembershipRemovals(
            parts.resources(),
            declarations,
            parts.claims(),
            holds,
            applier,
            new RegistryRoleCleanup(parts.claims()));
    var permission = new MembershipPermission(references);
    return new TeamMembershipReconciler(
        parts.runner(),
        parts.resources(),
        references,
        permission,
        new MemberResolver(
            parts.claims(), new Provisioner(parts.contests(), parts.events(), parts.clock())),
        new MembershipChanges(
            new MembershipSteps(holds, applier, parts.contests(), parts.events(), parts.observer()),
            removals,
            new RegistryRoles(parts.claims(), parts.contests(), permission),
            membershipHolds),
        membershipHolds,
        new MembershipCleanup(references, cleanups, removals, membershipHolds),
        parts.clock());
  }

  ServiceAccountReconciler serviceAccount() {
    var deliveries =
        new Deliveries(
            parts.secrets(),
            parts.namespaces(),
            parts.events(),
            parts.settings().operatorNamespace());
    var escrow = new KeyEscrow(parts.secrets(), parts.settings().operatorNamespace());
    var keySecrets =
        new KeySecrets(
            parts.secrets(), escrow, deliveries, parts.clock(), parts.settings().keepsKeys());
    var orphanedKeys = new OrphanedKeys(keySecrets, parts.events(), parts.clusterId());
    var orphanedAccounts = new OrphanedAccounts(creations);
    var scopes = new AccountScopes(references, parts.clock());
    var accounts =
        new AccountKeeper(
            references,
            creations,
            orphanedAccounts,
            orphanedKeys,
            parts.events(),
            parts.observer());
    var keys =
        new KeyServices(
            keySecrets,
            parts.secrets(),
            parts.workloads(),
            parts.namespaces(),
            parts.events(),
            parts.clock(),
            parts.clusterId());
    return new ServiceAccountReconciler(
        parts.runner(),
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
            parts.clusterId()),
        new AccountWatches(parts.resources(), parts.secretWatches()));
  }

  CustomRoleReconciler role() {
    var keeper =
        new RoleKeeper(
            parts.contests(), creations, parts.events(), parts.observer(), parts.clock());
    return new CustomRoleReconciler(
        parts.runner(),
        parts.resources(),
        references,
        parts.dependents(),
        ownership,
        keeper,
        new RoleCleanup(cleanups, references, parts.dependents(), parts.namespaces(), keeper));
  }

  StorageConnectorReconciler storageConnector() {
    var overlaps = new BucketOverlaps(parts.resources());
    var addresses = new AddressSecrets(parts.secrets());
    var preflight =
        new ConnectorPreflight(
            parts.preflights(),
            parts.resources(),
            parts.events(),
            parts.settings().buckets(),
            parts.clock());
    return new StorageConnectorReconciler(
        parts.runner(),
        new ConnectorSources(parts.resources(), parts.secretWatches()),
        references,
        parts.dependents(),
        overlaps,
        new DeclaredBucket(parts.secrets()),
        preflight,
        addresses,
        new ConnectorBinding(
            fileStores,
            parts.live(),
            parts.secrets(),
            parts.clock(),
            references,
            parts.dependents()),
        new ConnectorCleanup(
            cleanups,
            parts.namespaces(),
            parts.live(),
            parts.resources(),
            parts.dependents(),
            new FileStoreCleanup(fileStores, parts.events()),
            addresses,
            preflight,
            overlaps));
  }
}
