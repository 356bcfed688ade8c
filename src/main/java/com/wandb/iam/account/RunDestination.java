package com.wandb.iam.account;

import com.wandb.iam.access.Action;
import com.wandb.iam.access.Identity;
import com.wandb.iam.access.PermissionModel;
import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.access.RoleDefinition;
import com.wandb.iam.access.Target;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.account.scope.AccountScope;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.Names;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteProject;
import com.wandb.iam.wandb.RemoteRoster;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The team and project of the runs of a service account, and the user to whom they are attributed.
 * The permission model evaluates them (rules service-account-reach and attribution).
 */
final class RunDestination {
  private final WandbServiceAccount resource;
  private final AccountScope scope;
  private final String name;

  RunDestination(WandbServiceAccount resource, AccountScope scope) {
    this.resource = resource;
    this.scope = scope;
    this.name = Names.nameOf(resource);
  }

  /** Returns the variables for workloads, by the names in the Secret. */
  Map<String, String> variables() {
    var names = resource.getSpec().secret().keys();
    var variables = new LinkedHashMap<String, String>();
    var entity = entity();
    if (entity != null) {
      variables.put(names.entity(), entity);
    }
    var target = resource.getSpec().target();
    if (target != null && target.project() != null) {
      variables.put(names.project(), target.project());
    }
    var person = resource.getSpec().attribution();
    if (person != null) {
      variables.put(
          person.email() == null ? names.username() : names.userEmail(), Names.nameOf(person));
    }
    return variables;
  }

  /** Returns the team of the runs. Defaults to the parent team; null if there is none. */
  private @Nullable String entity() {
    var target = resource.getSpec().target();
    return target == null || target.entity() == null
        ? scope.identity(name).parentTeam()
        : target.entity();
  }

  /** Returns why the declaration is rejected; empty if it is valid. */
  Optional<ReconcileResult> rejection() {
    return targetRejection().or(this::attributionRejection);
  }

  private Optional<ReconcileResult> targetRejection() {
    var target = resource.getSpec().target();
    var entity = entity();
    if (target == null || entity == null) {
      return Optional.empty();
    }
    boolean own = scope.identity(name).belongsTo(entity);
    if (own && snapshot().teamNamed(entity).isEmpty()) {
      return Optional.of(
          ReconcileResult.notOffered(
              Reason.TeamNotFound,
              "spec.target.entity: The W&B server has no team " + entity + ". Correct the name."));
    }
    var project = target.project();
    if (project == null) {
      return own
          ? Optional.empty()
          : Optional.of(
              ReconcileResult.rejected(
                  Reason.NotAllowed,
                  "spec.target.project: Runs in another team need an Open project"
                      + " (service-account-reach). Set the project, or omit spec.target.entity."));
    }
    var found = scope.connection().api().projects().find(entity, project);
    if (own && found.isEmpty()) {
      // Valid because the first run creates the project.
      return Optional.empty();
    }
    return found.filter(this::mayLog).isPresent()
        ? Optional.empty()
        : Optional.of(closed(own, project));
  }

  private Snapshot snapshot() {
    return scope.connection().snapshot();
  }

  private boolean mayLog(RemoteProject project) {
    var target =
        Target.in(project.teamName(), project.visibility())
            .inviting(project.members().contains(accountId()) ? Set.of(name) : Set.of());
    return PermissionModel.can(scope.identity(name), Action.LOG_EXPERIMENTS, target).allowed();
  }

  private String accountId() {
    var status = resource.getStatus();
    return status == null || status.id() == null ? "" : status.id();
  }

  /** Does not distinguish a closed project of another team from one that does not exist. */
  private static ReconcileResult closed(boolean own, String project) {
    return ReconcileResult.notOffered(
        Reason.ProjectNotFound,
        own
            ? "spec.target.project: The project "
                + project
                + " is restricted, and the account was not added to it (service-account-reach). Add"
                + " the account in the project's settings in the W&B App."
            : "spec.target: The team has no project "
                + project
                + " that is Open to this account (service-account-reach). Choose another project or"
                + " team.");
  }

  private Optional<ReconcileResult> attributionRejection() {
    var person = resource.getSpec().attribution();
    if (person == null) {
      return Optional.empty();
    }
    var entity = entity();
    if (entity == null) {
      return Optional.of(
          ReconcileResult.rejected(
              Reason.Invalid,
              "spec.attribution: The user must be a member of the team that the runs belong to"
                  + " (rule attribution), and an account with scope Organization has no team. Set"
                  + " spec.target.entity to that team, or remove spec.attribution."));
    }
    var member = member(person, entity).orElse(null);
    var known = new Identity.Person(Names.nameOf(person), teams(entity, member), false);
    var verdict =
        PermissionModel.mayAttribute(
            scope.identity(name), known, Target.in(entity, ProjectVisibility.TEAM));
    return verdict.allowed()
        ? Optional.empty()
        : Optional.of(
            ReconcileResult.unresolved(
                Reason.UserNotFound,
                "spec.attribution: "
                    + Names.nameOf(person)
                    + " is not a member of the team "
                    + entity
                    + ", which receives the runs (attribution). Add the user to the team, or correct"
                    + " spec.attribution."));
  }

  private static Map<String, Identity.Membership> teams(
      String entity, @Nullable RemoteMember member) {
    return member == null
        ? Map.of()
        : Map.of(
            entity,
            new Identity.Membership(RoleDefinition.builtIn(TeamRole.BuiltIn.MEMBER), false));
  }

  private Optional<RemoteMember> member(PersonReference person, String entity) {
    var snapshot = snapshot();
    return snapshot
        .teamNamed(entity)
        .flatMap(known -> snapshot.roster(known.id()))
        .map(RemoteRoster::members)
        .stream()
        .flatMap(members -> members.stream())
        .filter(member -> member.type() == AccountType.USER && !member.pending())
        .filter(
            member ->
                person.email() == null
                    ? Names.nameOf(person).equalsIgnoreCase(member.username())
                    : person.email().equalsIgnoreCase(member.email()))
        .findFirst();
  }
}
