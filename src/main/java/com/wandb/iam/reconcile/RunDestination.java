package com.wandb.iam.reconcile;

import com.wandb.iam.access.Action;
import com.wandb.iam.access.Identity;
import com.wandb.iam.access.PermissionModel;
import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.access.RoleDefinition;
import com.wandb.iam.access.Target;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.crd.v1alpha1.PersonReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteProject;
import com.wandb.iam.wandb.RemoteRoster;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the runs of a service account go and as whose they count, judged by the permission model
 * (rules service-account-reach and attribution).
 */
final class RunDestination {
  private final WandbServiceAccount resource;
  private final BoundTeam team;
  private final String name;

  RunDestination(WandbServiceAccount resource, BoundTeam team) {
    this.resource = resource;
    this.team = team;
    this.name = Accounts.nameOf(resource);
  }

  /** The team that runs go to: the parent team unless the spec says otherwise. */
  static String entityOf(WandbServiceAccount resource, BoundTeam team) {
    var target = resource.getSpec().target();
    return target == null || target.entity() == null ? team.remote().name() : target.entity();
  }

  /** What speaks against it; empty where nothing does. */
  Optional<Conclusion> trouble() {
    return targetTrouble().or(this::attributionTrouble);
  }

  private Optional<Conclusion> targetTrouble() {
    var target = resource.getSpec().target();
    if (target == null) {
      return Optional.empty();
    }
    var entity = entityOf(resource, team);
    boolean own = entity.equals(team.remote().name());
    var project = target.project();
    if (project == null) {
      return own
          ? Optional.empty()
          : Optional.of(
              Conclusion.rejected(
                  Reason.NotAllowed,
                  "spec.target.project: another team's project must be Open (service-account-reach):"
                      + " name the project, or leave spec.target.entity out"));
    }
    var found = team.connection().api().projects().find(entity, project);
    if (own && found.isEmpty()) {
      // The first run makes it.
      return Optional.empty();
    }
    return found.filter(this::mayLog).isPresent()
        ? Optional.empty()
        : Optional.of(closed(own, project));
  }

  private boolean mayLog(RemoteProject project) {
    var target =
        Target.in(project.teamName(), project.visibility())
            .inviting(project.members().contains(accountId()) ? Set.of(name) : Set.of());
    return PermissionModel.can(account(), Action.LOG_EXPERIMENTS, target).allowed();
  }

  private String accountId() {
    var status = resource.getStatus();
    return status == null || status.id() == null ? "" : status.id();
  }

  private Identity.ServiceAccount account() {
    return new Identity.ServiceAccount(name, team.remote().name());
  }

  /** A project that is not there and one that is closed to us read alike. */
  private static Conclusion closed(boolean own, String project) {
    return Conclusion.notOffered(
        Reason.ProjectNotFound,
        own
            ? "spec.target.project: the project "
                + project
                + " is restricted, and the account was not added to it (service-account-reach): add"
                + " it in the project's settings in W&B"
            : "spec.target: there is no project "
                + project
                + " there that is Open to this account (service-account-reach)");
  }

  private Optional<Conclusion> attributionTrouble() {
    var person = resource.getSpec().attribution();
    if (person == null) {
      return Optional.empty();
    }
    var entity = entityOf(resource, team);
    var member = member(person, entity).orElse(null);
    var known = new Identity.Person(People.nameOf(person), teams(entity, member), false);
    var verdict =
        PermissionModel.mayAttribute(account(), known, Target.in(entity, ProjectVisibility.TEAM));
    return verdict.allowed()
        ? Optional.empty()
        : Optional.of(
            Conclusion.unresolved(
                Reason.UserNotFound,
                "spec.attribution: "
                    + People.nameOf(person)
                    + " is no member of the team "
                    + entity
                    + ", which the runs go to (attribution)"));
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
    var snapshot = team.connection().snapshot();
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
                    ? People.nameOf(person).equalsIgnoreCase(member.username())
                    : person.email().equalsIgnoreCase(member.email()))
        .findFirst();
  }
}
