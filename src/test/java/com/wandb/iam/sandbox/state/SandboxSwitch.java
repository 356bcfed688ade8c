package com.wandb.iam.sandbox.state;

/**
 * Behaviour that W&B does not document, or that an administrator of a real server selects. All are
 * off at the start.
 */
public enum SandboxSwitch {
  /** A SCIM replace of {@code teamRoles} replaces the whole list: omitted roles become member. */
  TEAM_ROLES_REPLACE_ALL(SandboxVersion.V0_78),
  /** A SCIM replace of {@code registryRoles} replaces the whole list: omitted roles are removed. */
  REGISTRY_ROLES_REPLACE_ALL(SandboxVersion.V0_78),
  /** SCIM lists omit {@code teamRoles}; a single user still has them. */
  LISTS_WITHOUT_TEAM_ROLES(SandboxVersion.V0_78),
  /** SCIM lists omit service accounts, as all versions before 0.81 do. */
  LISTS_WITHOUT_SERVICE_ACCOUNTS(SandboxVersion.V0_78),
  /** The ingress has no route for /scim: the web page answers with status 200. */
  SCIM_NOT_ROUTED_PAGE(SandboxVersion.V0_78),
  /** The ingress has no route for /scim: it answers 404. */
  SCIM_NOT_ROUTED_404(SandboxVersion.V0_78),
  /** The server refuses admin calls with the API key of a user, even of an admin. */
  ADMIN_BY_USER_KEY_REFUSED(SandboxVersion.V0_78),
  /** The server refuses new service accounts of teams. */
  TEAM_SERVICE_ACCOUNTS_OFF(SandboxVersion.V0_83),
  /** Users and team service accounts cannot create keys; organization service accounts can. */
  KEY_CREATION_OFF(SandboxVersion.V0_84);

  private final SandboxVersion since;

  SandboxSwitch(SandboxVersion since) {
    this.since = since;
  }

  /** Returns the first version with this switch. */
  public SandboxVersion since() {
    return since;
  }
}
