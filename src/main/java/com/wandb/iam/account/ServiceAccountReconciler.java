package com.wandb.iam.account;

import com.wandb.iam.account.key.AccountKeys;
import com.wandb.iam.account.key.KeyContext;
import com.wandb.iam.account.key.KeyMarker;
import com.wandb.iam.account.key.KeyReconciler;
import com.wandb.iam.account.key.KeyRollouts;
import com.wandb.iam.account.key.KeySecrets;
import com.wandb.iam.account.key.KeyServices;
import com.wandb.iam.account.key.OrphanedKeys;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.account.scope.AccountScopes;
import com.wandb.iam.account.scope.AccountScopes.Place;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.reconcile.ReconcileRunner;
import com.wandb.iam.reconcile.Suspension;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.Cleanup;
import com.wandb.iam.resources.Cleanups;
import com.wandb.iam.resources.Names;
import com.wandb.iam.resources.SecretWatches;
import com.wandb.iam.server.sync.Licence;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.wandb.RemoteMember;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a service account and keeps a Secret with its key. */
public final class ServiceAccountReconciler
    implements Reconciler<WandbServiceAccount>, Cleaner<WandbServiceAccount> {
  private final ReconcileRunner runner;
  private final CachedResources resources;
  private final References lookups;
  private final Cleanups departures;
  private final AccountScopes homes;
  private final AccountKeeper accounts;
  private final KeySecrets keySecrets;
  private final KeyServices keys;
  private final OrphanedKeys leftKeys;
  private final OrphanedAccounts leftAccounts;
  private final SecretWatches secretWatches;

  public ServiceAccountReconciler(
      ReconcileRunner runner,
      CachedResources resources,
      References lookups,
      Cleanups departures,
      AccountScopes homes,
      AccountKeeper accounts,
      KeySecrets keySecrets,
      KeyServices keys,
      OrphanedKeys leftKeys,
      OrphanedAccounts leftAccounts,
      SecretWatches secretWatches) {
    this.runner = runner;
    this.resources = resources;
    this.lookups = lookups;
    this.departures = departures;
    this.homes = homes;
    this.accounts = accounts;
    this.keySecrets = keySecrets;
    this.keys = keys;
    this.leftKeys = leftKeys;
    this.leftAccounts = leftAccounts;
    this.secretWatches = secretWatches;
  }

  @Override
  public List<EventSource<?, WandbServiceAccount>> prepareEventSources(
      EventSourceContext<WandbServiceAccount> context) {
    return List.of(
        resources.register(WandbServiceAccount.class, context),
        secretWatches.of(
            context,
            WandbServiceAccount.class,
            "key-secrets",
            OwnedSecret.MANAGED_BY + "=" + OwnedSecret.OPERATOR,
            KeySecrets::ownerOf),
        secretWatches.of(
            context,
            WandbServiceAccount.class,
            "source-secrets",
            Secrets.SOURCE_LABEL + "=true",
            this::importersOf));
  }

  private Set<ResourceID> importersOf(Secret secret) {
    var metadata = secret.getMetadata();
    return resources
        .list(
            WandbServiceAccount.class,
            account ->
                Objects.equals(account.getMetadata().getNamespace(), metadata.getNamespace())
                    && KeySecrets.sourceOf(account).filter(metadata.getName()::equals).isPresent())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  @Override
  public UpdateControl<WandbServiceAccount> reconcile(
      WandbServiceAccount account, Context<WandbServiceAccount> context) {
    return runner.reconcile(
        account,
        context,
        WandbServiceAccountStatus.class,
        AccountReconciliation::new,
        pass -> runner.reconcile(pass, this::run));
  }

  private ReconcileResult run(AccountReconciliation pass) {
    ReconcileAbort.at(Suspension.of(pass.resource().getSpec()));
    var place = homes.of(pass);
    ReconcileAbort.at(Licence.enterprise("spec: a service account", place.server()));
    var home = place.home();
    var name = Names.nameOf(pass.resource());
    var refused = refusal(pass, place);
    ReconcileAbort.at(refused.filter(conclusion -> !isKeyed(pass)));
    lookups.take(home.claim(name), pass, "the service account " + name);
    lookups.lookAgain(pass, home.connection().name());
    var destination = new RunDestination(pass.resource(), home);
    var trouble = refused.or(destination::trouble).orElse(null);
    if (place.observed() || (trouble != null && !isKeyed(pass))) {
      ReconcileAbort.at(Optional.ofNullable(trouble));
      return foreseen(home, name);
    }
    return trouble == null
        ? live(pass, place, destination.variables())
        : liveOn(pass, place, trouble, refused.isPresent());
  }

  /** What the server's tenants have against it. */
  private Optional<ReconcileResult> refusal(AccountReconciliation pass, Place place) {
    return lookups
        .tenancy(place.server())
        .check(place.home().request(lookups, pass), place.field())
        .map(violation -> ReconcileResult.rejected(Reason.NotAllowed, violation.message()));
  }

  /** Whether the account has a key whose life goes on whatever is declared now. */
  private static boolean isKeyed(AccountReconciliation pass) {
    return pass.draft().id != null && pass.draft().apiKey != null;
  }

  private ReconcileResult live(
      AccountReconciliation pass, Place place, Map<String, String> destination) {
    var present = keySecrets.present(pass).orElse(null);
    var account = accounts.ensure(pass, place.home(), Names.nameOf(pass.resource()));
    return lifeOf(
        pass,
        new BoundAccount(place.home(), place.server(), account, destination, false, null),
        present);
  }

  /**
   * What is declared is rejected: the Secret stays as it is, and the keys in it go on being renewed
   * and revoked. Tenants that shrank give no new key, and keep none from ending.
   */
  private ReconcileResult liveOn(
      AccountReconciliation pass, Place place, ReconcileResult trouble, boolean refused) {
    var account = place.home().seen(Objects.requireNonNull(pass.draft().id)).orElse(null);
    if (account == null) {
      return trouble;
    }
    var present = keySecrets.present(pass).orElse(null);
    var withheld = refused ? "the server's tenants do not allow it any more" : null;
    var bound =
        new BoundAccount(
            place.home(),
            place.server(),
            account,
            keySecrets.destination(pass, present),
            true,
            withheld);
    return trouble.againAs(lifeOf(pass, bound, present));
  }

  private ReconcileResult lifeOf(
      AccountReconciliation pass, BoundAccount account, @Nullable Secret present) {
    var work = new KeyContext(keys, pass, account, present);
    return new KeyReconciler(work, new KeyRollouts(keys.workloads(), pass.resource())).run();
  }

  private static ReconcileResult foreseen(AccountScope home, String name) {
    return ReconcileResult.observed(
        home.knows(name)
            ? List.of()
            : List.of("make the service account " + name + " and a key for it"));
  }

  @Override
  public DeleteControl cleanup(WandbServiceAccount account, Context<WandbServiceAccount> context) {
    return runner.cleanup(
        account,
        context,
        WandbServiceAccountStatus.class,
        AccountReconciliation::new,
        pass -> runner.cleanup(pass, this::leave));
  }

  private Optional<ReconcileResult> leave(AccountReconciliation pass) {
    var departure = departures.of(pass);
    var held =
        departure.letsGo(
                Cleanup.policy(pass.resource().getSpec().deletionPolicy(), pass.draft().adopted))
            ? letGo(pass)
            : delete(pass, departure);
    if (held.isEmpty()) {
      departure.releaseClaims();
    }
    return held;
  }

  /** What stays on the server keeps its key, which may be the only copy. */
  private Optional<ReconcileResult> letGo(AccountReconciliation pass) {
    keySecrets.disown(pass);
    return Optional.empty();
  }

  private Optional<ReconcileResult> delete(AccountReconciliation pass, Cleanup departure) {
    var draft = pass.draft();
    boolean ofTeam = !Names.isOfOrganization(pass.resource().getSpec());
    if ((draft.id == null && draft.pendingCreate == null)
        || draft.serverName == null
        || (ofTeam && draft.teamId == null)) {
      keySecrets.delete(pass);
      return Optional.empty();
    }
    if (departure.isServerGone(draft.serverName)) {
      departure.orphan("the WandbServer is gone, and with it the way to the server");
      return letGo(pass);
    }
    var team = departure.team(pass.resource().getSpec().teamRef());
    if (team.filter(resource -> !Names.isRead(resource)).isPresent()) {
      return departure.refuse(
          Reason.TeamNotReady, "its Team cannot be read, and may have managementPolicy Observe");
    }
    if (team.filter(Names::isObserved).isPresent()) {
      departure.orphan("its Team has managementPolicy Observe");
      return letGo(pass);
    }
    var connection = lookups.connection(draft.serverName, pass);
    var home = homes.departed(pass, connection).orElse(null);
    var found = home == null ? null : accounts.find(pass, home).orElse(null);
    if (home != null && found != null) {
      end(pass, departure, home, found);
    } else {
      leftKeys.end(pass, connection);
      leftAccounts.end(pass, departure, connection);
    }
    keySecrets.delete(pass);
    return Optional.empty();
  }

  /**
   * What others made for an account that was there before is not ours to revoke. Else keys go
   * first, then the account: the server does not revoke the keys of an account that goes.
   */
  private void end(
      AccountReconciliation pass, Cleanup departure, AccountScope home, RemoteMember account) {
    var api = home.connection().api().apiKeys();
    if (Boolean.TRUE.equals(pass.draft().adopted)) {
      departure.orphan("the account existed before; keys of this resource are revoked");
      var own = new KeyMarker(keys.clusterId(), pass.resource().getMetadata().getUid(), 0);
      new AccountKeys(api, account).marked(own::isOfSame).forEach(key -> api.revoke(key.id()));
    } else {
      api.of(account).forEach(key -> api.revoke(key.id()));
      home.delete(Objects.requireNonNull(account.userId()));
    }
  }
}
