package com.wandb.iam.access;

import java.util.Arrays;
import java.util.Optional;

/**
 * Rules that requests are checked against. Ids are stable, because users look up the documentation
 * by id.
 */
public enum Rule {
  /**
   * The operator needs the credential of an organization admin, because only admins can create
   * teams.
   */
  TEAM_CREATION(
      "team-creation",
      "only an admin of the organization creates a team",
      Source.TEAMS_PAGE,
      "Create a collaborative team"),
  MEMBER_MANAGEMENT(
      "member-management",
      "team admins add and remove admins and members; members can invite users"
          + " only if the team's settings allow it",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  OWN_RUNS(
      "own-runs",
      "a member deletes and stops only objects that this member created, also"
          + " after they were moved to another project",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  RUNS_REMAIN(
      "runs-remain",
      "the runs and artifacts of a user stay in the team when the user leaves it",
      Source.TEAMS_PAGE,
      "Remove team members"),
  ATTRIBUTION(
      "attribution",
      "runs of a service account are attributed only to a member of the team"
          + " that owns the runs; that is its parent team if the run sets no team",
      Source.TEAMS_PAGE,
      "Team service account behavior"),
  SERVICE_ACCOUNT_REACH(
      "service-account-reach",
      "a service account logs to its parent team, and to projects of other"
          + " teams only if they are Open; to a restricted project only if it was"
          + " added to the project",
      Source.TEAMS_PAGE,
      "Team service account behavior"),
  VIEW_ONLY(
      "view-only",
      "a View-Only member creates, edits and deletes nothing, and has no API key",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  CUSTOM_ROLE(
      "custom-role",
      "a custom role inherits from View-Only or Member, only adds permissions, and is for users",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  /**
   * At least one admin is required, because without an admin no member of the team can add members.
   * W&amp;B recommends more than one.
   */
  LAST_ADMIN(
      "last-admin",
      "a team always keeps at least one admin; more than one is recommended",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  LICENCE(
      "licence",
      "custom roles, View-Only members and service accounts require an"
          + " Enterprise licence that includes them",
      Source.TEAMS_PAGE,
      "Team roles and permissions"),
  VISIBILITY(
      "visibility",
      "Open: anyone views and submits; Public: anyone views, the team submits; Team: members"
          + " only; Restricted: invited members only; a team can make all its projects private",
      Source.PROJECTS_PAGE,
      "Project visibility"),
  STORAGE_FOREVER(
      "storage-forever",
      "a team's storage bucket is chosen when the team is created and never changes",
      Source.STORAGE_PAGE,
      "Secure storage connector"),
  REGISTRY_ROLE(
      "registry-role",
      "the effective role in a registry is the highest of organization role,"
          + " registry role and role in the owning team; a service account is never a"
          + " viewer or restricted viewer",
      Source.REGISTRY_PAGE,
      "Registry roles"),
  /**
   * Protects the operator's own access, because without it the operator cannot manage the server
   * any more.
   */
  OWN_IDENTITY(
      "own-identity",
      "the operator never removes or demotes its own identity",
      Source.OPERATOR,
      "promise"),
  /** A mistake in a folder of manifests must not empty a team before an administrator sees it. */
  REMOVAL_LIMIT(
      "removal-limit",
      "within an hour, only a limited part of a team is removed or demoted without approval",
      Source.OPERATOR,
      "promise"),
  /** A membership that cannot be read may declare any user. */
  UNRESOLVED_MEMBERS(
      "unresolved-members",
      "no member is removed while it is unknown which users the team's memberships mean",
      Source.OPERATOR,
      "promise"),
  /** Two systems that revert each other's changes never converge; an administrator decides. */
  CONFLICTING_WRITER(
      "conflicting-writer",
      "a change that another client reverts twice within three sync intervals is not repeated",
      Source.OPERATOR,
      "promise"),
  /** Service accounts are not members like users, because their own resource manages them. */
  PEOPLE_ONLY(
      "people-only",
      "memberships are for users; service accounts have their own resource",
      Source.OPERATOR,
      "promise"),
  /** A namespace can use only what the server's tenants allow. */
  TENANCY(
      "tenancy",
      "one entry of the server's tenants must allow the whole request",
      Source.OPERATOR,
      "promise");

  /** Source of a rule. */
  public enum Source {
    TEAMS_PAGE("W&B documentation, Manage teams"),
    PROJECTS_PAGE("W&B documentation, Projects"),
    STORAGE_PAGE("W&B documentation, Secure storage connector"),
    REGISTRY_PAGE("W&B documentation, Registry access"),
    OPERATOR("this operator");

    private final String displayName;

    Source(String displayName) {
      this.displayName = displayName;
    }

    public String displayName() {
      return displayName;
    }
  }

  private final String id;
  private final String sentence;
  private final Source source;
  private final String section;

  Rule(String id, String sentence, Source source, String section) {
    this.id = id;
    this.sentence = sentence;
    this.source = source;
    this.section = section;
  }

  /** Returns the rule with that id. */
  public static Optional<Rule> of(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id.equals(id)).findFirst();
  }

  /** Returns the stable id, such as {@code last-admin}. */
  public String id() {
    return id;
  }

  /** Returns the rule in one sentence, without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** Returns the source of the rule. */
  public Source source() {
    return source;
  }

  /** Returns the section of the source that states the rule. */
  public String section() {
    return section;
  }
}
