package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.ManagementPolicy;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
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
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a service account and keeps a Secret with its key. */
public final class ServiceAccountReconciler
    implements Reconciler<WandbServiceAccount>, Cleaner<WandbServiceAccount> {
  private final Workbench workbench;
  private final Lookups lookups;
  private final Accounts accounts;
  private final KeySecrets keySecrets;

  ServiceAccountReconciler(Workbench workbench, Lookups lookups) {
    this.workbench = workbench;
    this.lookups = lookups;
    this.accounts = new Accounts(workbench, lookups);
    this.keySecrets = new KeySecrets(workbench);
  }

  @Override
  public List<EventSource<?, WandbServiceAccount>> prepareEventSources(
      EventSourceContext<WandbServiceAccount> context) {
    return List.of(
        workbench.resources().register(WandbServiceAccount.class, context),
        secrets(
            context,
            "key-secrets",
            OwnedSecret.MANAGED_BY + "=" + OwnedSecret.OPERATOR,
            KeySecrets::ownerOf),
        secrets(context, "source-secrets", Secrets.SOURCE_LABEL + "=true", this::importersOf));
  }

  private Set<ResourceID> importersOf(Secret secret) {
    var metadata = secret.getMetadata();
    return workbench
        .resources()
        .list(
            WandbServiceAccount.class,
            account ->
                Objects.equals(account.getMetadata().getNamespace(), metadata.getNamespace())
                    && KeySecrets.sourceOf(account).filter(metadata.getName()::equals).isPresent())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static InformerEventSource<Secret, WandbServiceAccount> secrets(
      EventSourceContext<WandbServiceAccount> context,
      String name,
      String labels,
      SecondaryToPrimaryMapper<Secret> whose) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Secret.class, WandbServiceAccount.class)
            .withName(name)
            .withLabelSelector(labels)
            .withItemStore(ContentFree.store(Secret.class))
            .withSecondaryToPrimaryMapper(whose)
            .build(),
        context);
  }

  @Override
  public UpdateControl<WandbServiceAccount> reconcile(
      WandbServiceAccount account, Context<WandbServiceAccount> context) {
    var pass = workbench.pass(account, context, WandbServiceAccountStatus.class, AccountDraft::new);
    return workbench.passes().reconcile(pass, this::run);
  }

  private Conclusion run(Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass) {
    var spec = pass.resource().getSpec();
    Stop.at(Suspension.of(spec));
    Stop.at(Unsupported.in(spec));
    var team = lookups.team(Objects.requireNonNull(spec.teamRef()).name(), pass);
    Stop.at(Licence.enterprise("spec: a service account", team.server()));
    var name = Accounts.nameOf(pass.resource());
    Stop.atViolation(
        lookups
            .tenancy(team.server())
            .check(lookups.claim(pass, team.remote().name()), "spec.teamRef"));
    lookups.take(Accounts.claim(team, name), pass, "the service account " + name);
    Suspension.lookAgain(workbench, pass, team.connection().name());
    Stop.at(new RunDestination(pass.resource(), team).trouble());
    if (observes(pass, team.resource())) {
      return foreseen(team, name);
    }
    var present = keySecrets.present(pass).orElse(null);
    var account = accounts.ensure(pass, team, name);
    var work = new KeyWork(workbench, pass, team, account, keySecrets, present);
    var rollouts = new Rollouts(workbench.workloads(), pass.resource());
    return new KeyLife(work, rollouts, workbench.clusterId()).run();
  }

  private static boolean observes(Pass<WandbServiceAccount, ?, ?> pass, Team team) {
    return pass.resource().getSpec().managementPolicy() == ManagementPolicy.Observe
        || MembershipSteps.isObserved(team);
  }

  private static Conclusion foreseen(BoundTeam team, String name) {
    boolean exists =
        team.connection().snapshot().roster(team.remote().id()).stream()
            .flatMap(roster -> roster.members().stream())
            .anyMatch(member -> Accounts.isAccount(member, name));
    return Conclusion.observed(
        exists ? List.of() : List.of("make the service account " + name + " and a key for it"));
  }

  @Override
  public DeleteControl cleanup(WandbServiceAccount account, Context<WandbServiceAccount> context) {
    var pass = workbench.pass(account, context, WandbServiceAccountStatus.class, AccountDraft::new);
    return workbench.passes().cleanup(pass, this::leave);
  }

  private Optional<Conclusion> leave(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass) {
    var departure = new Departure(workbench, pass);
    var held =
        departure.letsGo(Accounts.effectivePolicy(pass)) ? letGo(pass) : delete(pass, departure);
    if (held.isEmpty()) {
      departure.releaseClaims();
    }
    return held;
  }

  /** What stays on the server keeps its key, which may be the only copy. */
  private Optional<Conclusion> letGo(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass) {
    keySecrets.disown(pass);
    return Optional.empty();
  }

  private Optional<Conclusion> delete(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      Departure departure) {
    var draft = pass.draft();
    if ((draft.id == null && draft.pendingCreate == null)
        || draft.serverName == null
        || draft.teamId == null) {
      keySecrets.delete(pass);
      return Optional.empty();
    }
    if (workbench.resources().get(WandbServer.class, null, draft.serverName).isEmpty()) {
      departure.orphan("the WandbServer is gone, and with it the way to the server");
      return letGo(pass);
    }
    var team = teamOf(pass);
    if (team.filter(resource -> !Resources.isRead(resource)).isPresent()) {
      return departure.refuse(
          Reason.TeamNotReady, "its Team cannot be read, and may have managementPolicy Observe");
    }
    if (team.filter(MembershipSteps::isObserved).isPresent()) {
      departure.orphan("its Team has managementPolicy Observe");
      return letGo(pass);
    }
    var connection = lookups.connection(draft.serverName, pass);
    var found = accounts.find(pass, connection);
    if (Boolean.TRUE.equals(draft.adopted)) {
      departure.orphan("the account existed before; keys of this resource are revoked");
      found.ifPresent(account -> revokeOwn(pass, connection, account));
    } else {
      found.ifPresent(account -> revokeAndDelete(connection, account));
    }
    keySecrets.delete(pass);
    return Optional.empty();
  }

  private Optional<Team> teamOf(Pass<WandbServiceAccount, ?, ?> pass) {
    return Optional.ofNullable(pass.resource().getSpec().teamRef())
        .flatMap(ref -> workbench.resources().get(Team.class, pass.namespace(), ref.name()));
  }

  /** What others made for an account that was there before is not ours to revoke. */
  private void revokeOwn(
      Pass<WandbServiceAccount, ?, ?> pass, ServerConnection connection, Accounts.Found found) {
    var own = new KeyMarker(workbench.clusterId(), pass.resource().getMetadata().getUid(), 0);
    new AccountKeys(connection.api().apiKeys(), found.account())
        .marked(own::isOfSame)
        .forEach(key -> connection.api().apiKeys().revoke(key.id()));
  }

  /** Keys first, then the account: the server does not revoke the keys of an account that goes. */
  private static void revokeAndDelete(ServerConnection connection, Accounts.Found found) {
    var api = connection.api();
    api.apiKeys().of(found.account()).forEach(key -> api.apiKeys().revoke(key.id()));
    api.serviceAccounts()
        .delete(found.teamName(), Objects.requireNonNull(found.account().userId()));
  }
}
