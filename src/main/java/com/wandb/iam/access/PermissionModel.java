package com.wandb.iam.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** W&amp;B's permission model: evaluates the permission tables, their qualifiers and the rules. */
public final class PermissionModel {
  private PermissionModel() {}

  /**
   * Returns whether the identity may perform the action on the target, and the cell or rule that
   * decides.
   */
  public static Verdict can(Identity identity, Action action, Target target) {
    return switch (identity) {
      case Identity.Person person -> can(person, action, target);
      case Identity.ServiceAccount account -> can(account, action, target);
    };
  }

  private static Verdict can(Identity.Person person, Action action, Target target) {
    if (action.area() == Area.SYSTEM_SETTINGS) {
      return system(person, action);
    }
    var membership = Optional.ofNullable(person.teams().get(target.team()));
    if (action.area().inProjects()) {
      var byVisibility = byVisibility(person, membership.orElse(null), action, target);
      if (byVisibility.isPresent()) {
        return byVisibility.get();
      }
    }
    return membership
        .map(held -> byRole(person, held, action, target))
        .orElseGet(() -> nonMember(person, action, target));
  }

  private static Verdict system(Identity.Person person, Action action) {
    if (person.systemAdmin()) {
      return Verdict.byCell(
          true, action, Holder.SYSTEM_ADMIN, person.name() + " administers the server");
    }
    return action == Action.CREATE_AND_DELETE_TEAMS
        ? Verdict.byRule(
            false, Rule.TEAM_CREATION, person.name() + " is not an admin of the organization")
        : Verdict.byCell(
            false, action, Holder.SYSTEM_ADMIN, person.name() + " does not administer the server");
  }

  /**
   * Returns the verdict of the project's visibility, or empty if the role decides. A team's admins
   * can modify all projects of the team, including restricted projects without an invitation. A
   * View-Only member creates nothing, even in projects where anyone may submit (rule view-only).
   */
  private static Optional<Verdict> byVisibility(
      Identity identity, Identity.@Nullable Membership membership, Action action, Target target) {
    var visibility = target.effectiveVisibility();
    boolean admin = membership != null && membership.role().inherits() == TeamRole.BuiltIn.ADMIN;
    boolean added = admin || target.invited().contains(identity.name());
    if (visibility == ProjectVisibility.RESTRICTED && !added) {
      return Optional.of(
          Verdict.byRule(
              false,
              Rule.VISIBILITY,
              "the project is restricted and " + identity.name() + " was not added to it"));
    }
    if (membership != null) {
      return Optional.empty();
    }
    boolean open = visibility == ProjectVisibility.OPEN;
    if ((isView(action) && (open || visibility == ProjectVisibility.PUBLIC))
        || (action == Action.LOG_EXPERIMENTS && open)) {
      return Optional.of(
          Verdict.byRule(
              true,
              Rule.VISIBILITY,
              "the project is " + (open ? "Open" : "Public") + " to anyone"));
    }
    return Optional.empty();
  }

  private static boolean isView(Action action) {
    return action == Action.VIEW_EXPERIMENTS
        || action == Action.VIEW_REPORTS
        || action == Action.VIEW_ARTIFACTS;
  }

  private static Verdict byRole(
      Identity.Person person, Identity.Membership held, Action action, Target target) {
    var holder = Holder.of(held.role().inherits());
    var decisive =
        held.registryAdmin() && action.extent(holder) == Extent.NONE
            ? Holder.REGISTRY_ADMIN
            : holder;
    return switch (held.effective().extent(action)) {
      case ALL ->
          Verdict.byCell(true, action, decisive, "the table permits this for " + describe(held));
      case OWN ->
          person.name().equals(target.createdBy())
              ? Verdict.byCell(true, action, decisive, person.name() + " created it")
              : Verdict.byRule(
                  false,
                  Rule.OWN_RUNS,
                  "it was created by "
                      + (target.createdBy() == null ? "an unknown user" : target.createdBy())
                      + ", and "
                      + describe(held)
                      + " may do this only to what they created");
      case NONE -> refused(person, held, action, target, holder);
    };
  }

  private static Verdict refused(
      Identity.Person person,
      Identity.Membership held,
      Action action,
      Target target,
      Holder holder) {
    if (action == Action.ADD_TEAM_MEMBERS) {
      boolean invites = target.settings().membersInvite() && holder == Holder.MEMBER;
      return Verdict.byRule(
          invites,
          Rule.MEMBER_MANAGEMENT,
          invites
              ? "the team's settings allow any member to invite users"
              : person.name() + " is not an admin of the team");
    }
    if (holder == Holder.VIEW_ONLY && held.role().role() == TeamRole.BuiltIn.VIEWER) {
      return Verdict.byRule(false, Rule.VIEW_ONLY, person.name() + " may only view");
    }
    return Verdict.byCell(
        false,
        action,
        holder,
        "the table does not permit this for "
            + describe(held)
            + (held.role().added().isEmpty()
                ? ""
                : "; W&B does not publish whether its added permissions include it"));
  }

  private static Verdict nonMember(Identity identity, Action action, Target target) {
    return action.area().inProjects()
        ? Verdict.byRule(
            false,
            Rule.VISIBILITY,
            identity.name()
                + " is not in the team "
                + target.team()
                + ", and the project is not"
                + " open to other users")
        : Verdict.byRule(
            false,
            Rule.MEMBER_MANAGEMENT,
            identity.name() + " is not in the team " + target.team());
  }

  private static String describe(Identity.Membership held) {
    return held.role().role().displayName() + (held.registryAdmin() ? " and Registry Admin" : "");
  }

  /**
   * Returns the verdict for a service account. W&amp;B's documentation grants it only logging of
   * experiments.
   */
  private static Verdict can(Identity.ServiceAccount account, Action action, Target target) {
    if (action != Action.LOG_EXPERIMENTS) {
      return Verdict.byRule(
          false,
          Rule.SERVICE_ACCOUNT_REACH,
          "W&B's documentation allows service accounts only to log experiments");
    }
    return mayLog(account, target);
  }

  /** Returns whether a service account may log to a project (rule service-account-reach). */
  private static Verdict mayLog(Identity.ServiceAccount account, Target target) {
    var visibility = target.effectiveVisibility();
    boolean added = target.invited().contains(account.name());
    boolean allowed =
        account.belongsTo(target.team())
            ? visibility != ProjectVisibility.RESTRICTED || added
            : visibility == ProjectVisibility.OPEN;
    return Verdict.byRule(
        allowed,
        Rule.SERVICE_ACCOUNT_REACH,
        account.belongsTo(target.team())
            ? allowed
                ? "the project belongs to its own team"
                : "the project is restricted and the account was not added to it"
            : allowed
                ? "the project is Open to anyone"
                : "the project belongs to another team and is not Open");
  }

  /**
   * Returns whether the runs of a service account may be attributed to the user (rule attribution).
   *
   * @param target the project of the runs. Its team is the parent team if the run sets no team.
   */
  public static Verdict mayAttribute(
      Identity.ServiceAccount account, Identity.Person person, Target target) {
    boolean member = person.teams().containsKey(target.team());
    return Verdict.byRule(
        member,
        Rule.ATTRIBUTION,
        person.name()
            + (member ? " is in the team " : " is not in the team ")
            + target.team()
            + ", which owns the runs of "
            + account.name());
  }
}
