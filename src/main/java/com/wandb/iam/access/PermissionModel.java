package com.wandb.iam.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What W&amp;B's permission model allows: the tables with their qualifiers, and the rules. */
public final class PermissionModel {
  private PermissionModel() {}

  /** Whether somebody may do something, and which cell or rule says so. */
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
        .map(held -> asMember(person, held, action, target))
        .orElseGet(() -> stranger(person, action, target));
  }

  private static Verdict system(Identity.Person person, Action action) {
    if (person.systemAdmin()) {
      return Verdict.byCell(
          true, action, Holder.SYSTEM_ADMIN, person.name() + " administers the server");
    }
    return action == Action.CREATE_AND_DELETE_TEAMS
        ? Verdict.byRule(
            false, Rule.TEAM_CREATION, person.name() + " is no admin of the organization")
        : Verdict.byCell(
            false, action, Holder.SYSTEM_ADMIN, person.name() + " does not administer the server");
  }

  /**
   * What a project's visibility decides before any role is looked at. A team's admins modify all of
   * its projects, also those they were not added to; a View-Only member creates nothing, not even
   * where any stranger might (rule view-only).
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

  private static Verdict asMember(
      Identity.Person person, Identity.Membership held, Action action, Target target) {
    var holder = Holder.of(held.role().inherits());
    var decisive =
        held.registryAdmin() && action.extent(holder) == Extent.NONE
            ? Holder.REGISTRY_ADMIN
            : holder;
    return switch (held.effective().extent(action)) {
      case ALL ->
          Verdict.byCell(true, action, decisive, "the table gives this to " + describe(held));
      case OWN ->
          person.name().equals(target.createdBy())
              ? Verdict.byCell(true, action, decisive, person.name() + " created it")
              : Verdict.byRule(
                  false,
                  Rule.OWN_RUNS,
                  "it was created by "
                      + (target.createdBy() == null ? "nobody known" : target.createdBy())
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
              ? "the team's settings let any member invite"
              : person.name() + " is no admin of the team");
    }
    if (holder == Holder.VIEW_ONLY && held.role().role() == TeamRole.BuiltIn.VIEWER) {
      return Verdict.byRule(false, Rule.VIEW_ONLY, person.name() + " may only view");
    }
    return Verdict.byCell(
        false,
        action,
        holder,
        "the table does not give this to "
            + describe(held)
            + (held.role().added().isEmpty()
                ? ""
                : "; whether its added permissions stand for it, W&B does not publish"));
  }

  private static Verdict stranger(Identity identity, Action action, Target target) {
    return action.area().inProjects()
        ? Verdict.byRule(
            false,
            Rule.VISIBILITY,
            identity.name()
                + " is not in the team "
                + target.team()
                + ", and the project is not"
                + " open to others")
        : Verdict.byRule(
            false,
            Rule.MEMBER_MANAGEMENT,
            identity.name() + " is not in the team " + target.team());
  }

  private static String describe(Identity.Membership held) {
    return held.role().role().displayName() + (held.registryAdmin() ? " and Registry Admin" : "");
  }

  /** The page says of service accounts where they log, and nothing else. */
  private static Verdict can(Identity.ServiceAccount account, Action action, Target target) {
    if (action != Action.LOG_EXPERIMENTS) {
      return Verdict.byRule(
          false,
          Rule.SERVICE_ACCOUNT_REACH,
          "W&B's pages give service accounts nothing but to log experiments");
    }
    return mayLog(account, target);
  }

  /** Whether a service account may log to a project (rule service-account-reach). */
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
                ? "the project is one of its own team"
                : "the project is restricted and the account was not added to it"
            : allowed
                ? "the project is Open to anyone"
                : "the project belongs to another team and is not Open");
  }

  /**
   * Whether a service account's runs may be attributed to somebody (rule attribution).
   *
   * @param target the project that the runs go to; its team is the parent team where none was set
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
            + ", which the runs of "
            + account.name()
            + " go to");
  }
}
