package com.wandb.iam.reconcile;

import com.wandb.iam.crd.v1alpha1.AdoptionPolicy;
import com.wandb.iam.crd.v1alpha1.DeletionPolicy;
import com.wandb.iam.crd.v1alpha1.PendingCreate;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.RemoteUser;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds, takes over or makes the account of a ServiceAccount; exactly once, whatever happens. */
final class Accounts {
  private final Workbench workbench;
  private final Lookups lookups;
  private final Creations creations;

  Accounts(Workbench workbench, Lookups lookups) {
    this.workbench = workbench;
    this.lookups = lookups;
    this.creations = new Creations(workbench);
  }

  /** The account's name on the server. */
  static String nameOf(WandbServiceAccount account) {
    var name = account.getSpec().name();
    return name == null ? account.getMetadata().getName() : name;
  }

  static Claims.Claim claim(BoundTeam team, String name) {
    return claim(team.connection().name(), team.remote().id(), name);
  }

  static Claims.Claim claim(String server, String teamId, String name) {
    return new Claims.Claim(server, "account", teamId + "/" + name);
  }

  /** What happens to the account when its resource goes: what was taken over is left. */
  static DeletionPolicy effectivePolicy(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass) {
    var policy = pass.resource().getSpec().deletionPolicy();
    if (policy != null) {
      return policy;
    }
    return Boolean.TRUE.equals(pass.draft().adopted)
        ? DeletionPolicy.Orphan
        : DeletionPolicy.Delete;
  }

  /** The account as it is to be on the server; its id is in status when this returns. */
  RemoteMember ensure(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      BoundTeam team,
      String name) {
    var draft = pass.draft();
    draft.serverName = team.connection().name();
    draft.teamId = team.remote().id();
    var account =
        bound(pass, team)
            .or(() -> restored(pass, team, name))
            .orElseGet(() -> findOrCreate(pass, team, name));
    creations.remember(pass, team.connection(), Objects.requireNonNull(account.userId()));
    return account;
  }

  /** The account whose id is known. One that was deleted in the app is made anew. */
  private Optional<RemoteMember> bound(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass, BoundTeam team) {
    var draft = pass.draft();
    var id = draft.id;
    if (id == null) {
      return Optional.empty();
    }
    var found =
        team.connection()
            .snapshot()
            .roster(team.remote().id())
            .flatMap(roster -> roster.member(id))
            .or(() -> live(team).member(id));
    if (found.isEmpty()) {
      workbench
          .events()
          .warning(
              pass.resource(),
              "AccountGone",
              "the service account was deleted on the server; it is made anew with a new key");
      draft.id = null;
      draft.apiKey = null;
    }
    return found;
  }

  private static RemoteRoster live(BoundTeam team) {
    return Rosters.live(team.connection(), team.remote());
  }

  /** The account that this resource stood for before a backup was restored without its status. */
  private Optional<RemoteMember> restored(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      BoundTeam team,
      String name) {
    var found =
        creations
            .restoredId(pass, team.connection(), pass.draft().pendingCreate)
            .flatMap(id -> live(team).member(id).filter(member -> isAccount(member, name)));
    // Whether it was taken over once is not known any more; so nothing of it is deleted unasked.
    found.ifPresent(member -> bind(pass.draft(), name, member.userId(), true));
    return found;
  }

  private RemoteMember findOrCreate(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      BoundTeam team,
      String name) {
    var draft = pass.draft();
    var connection = team.connection();
    var api = connection.api();
    var existing = api.serviceAccounts().byName(team.remote().name(), name);
    if (existing.isPresent()) {
      boolean ours = isOurs(draft.pendingCreate, name, existing.get(), connection);
      if (!ours) {
        adopt(pass, team, name);
      }
      bind(draft, name, existing.get().userId(), !ours);
      return existing.get();
    }
    draft.pendingCreate = new PendingCreate(name, creations.now(connection));
    pass.save();
    var id =
        creations.make(
            () -> draft.pendingCreate = null,
            () -> api.serviceAccounts().create(team.remote().name(), name));
    bind(draft, name, id, false);
    return noted(team)
        .member(id)
        .orElseThrow(
            () ->
                new Stop(
                    Conclusion.waiting(
                        Reason.Pending,
                        "the account was made and the server does not list it yet")));
  }

  /** The team as it is now, which everybody knows from here on. */
  private RemoteRoster noted(BoundTeam team) {
    var roster = live(team);
    team.connection()
        .store()
        .writeThrough(workbench.clock().instant(), snapshot -> snapshot.with(roster));
    return roster;
  }

  private static void bind(AccountDraft draft, String name, @Nullable String id, boolean adopted) {
    draft.id = id;
    draft.name = name;
    draft.adopted = adopted;
    draft.pendingCreate = null;
  }

  private void adopt(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      BoundTeam team,
      String name) {
    if (pass.resource().getSpec().adoptionPolicy() == AdoptionPolicy.Never) {
      throw new Stop(
          Conclusion.blocked(
              Reason.Conflict,
              "spec.adoptionPolicy: the team has a service account "
                  + name
                  + " already; set adoptionPolicy to IfExists to take it over, where the server's"
                  + " tenants allow it"));
    }
    Stop.atViolation(
        lookups
            .tenancy(team.server())
            .check(lookups.claim(pass, team.remote().name()).adopting(), "spec.adoptionPolicy"));
  }

  /**
   * Whether an earlier pass made this account. Servers before 0.81 do not say when an account was
   * made; there an intent that status holds is the best evidence, for the name was looked up and
   * not found after it was written down.
   */
  private boolean isOurs(
      @Nullable PendingCreate pending,
      String name,
      RemoteMember account,
      ServerConnection connection) {
    var created = created(account, connection);
    return created == null
        ? pending != null && name.equals(pending.name())
        : creations.isOurs(pending, name, created, connection);
  }

  private static @Nullable Instant created(RemoteMember account, ServerConnection connection) {
    var id = account.userId();
    return id == null
        ? null
        : connection.api().users().byId(id).map(RemoteUser::created).orElse(null);
  }

  /** An account and the team it is in, read live. */
  record Found(String teamName, RemoteMember account) {}

  /** The account on the server, by the ids in status alone. */
  Optional<Found> find(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      ServerConnection connection) {
    return connection
        .api()
        .teams()
        .byId(Objects.requireNonNull(pass.draft().teamId))
        .map(team -> Rosters.live(connection, team))
        .flatMap(
            roster ->
                member(pass, connection, roster)
                    .map(member -> new Found(roster.teamName(), member)));
  }

  private Optional<RemoteMember> member(
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      ServerConnection connection,
      RemoteRoster roster) {
    var draft = pass.draft();
    var name = nameOf(pass.resource());
    return draft.id != null
        ? roster.member(draft.id)
        : roster.members().stream()
            .filter(member -> isAccount(member, name))
            .filter(member -> isOurs(draft.pendingCreate, name, member, connection))
            .findFirst();
  }

  static boolean isAccount(RemoteMember member, String name) {
    return member.type() == AccountType.SERVICE
        && (name.equals(member.username()) || name.equals(member.displayName()));
  }
}
