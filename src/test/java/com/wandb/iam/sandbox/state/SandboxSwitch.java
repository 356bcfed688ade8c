package com.wandb.iam.sandbox.state;

/**
 * Semantics that W&B does not document, or that an administrator of a real server chooses; all off
 * at the start.
 */
public enum SandboxSwitch {
  /**
   * A SCIM replace of {@code teamRoles} stands for the whole list: roles it does not name fall back
   * to member.
   */
  TEAM_ROLES_REPLACE_ALL(SandboxVersion.V0_78),
  /** The same for {@code registryRoles}: those that a replace does not name are taken away. */
  REGISTRY_ROLES_REPLACE_ALL(SandboxVersion.V0_78),
  /** Users in SCIM lists come without {@code teamRoles}; a single user still has them. */
  LISTS_WITHOUT_TEAM_ROLES(SandboxVersion.V0_78),
  /** SCIM lists leave service accounts out, as they do before 0.81 in any case. */
  LISTS_WITHOUT_SERVICE_ACCOUNTS(SandboxVersion.V0_78),
  /** The ingress does not know /scim: the web page answers, with status 200. */
  SCIM_NOT_ROUTED_PAGE(SandboxVersion.V0_78),
  /** The ingress does not know /scim: it answers 404. */
  SCIM_NOT_ROUTED_404(SandboxVersion.V0_78),
  /** Admin calls with a person's API key are refused, however much of an admin that person is. */
  ADMIN_BY_USER_KEY_REFUSED(SandboxVersion.V0_78),
  /** New team service accounts are refused. */
  TEAM_SERVICE_ACCOUNTS_OFF(SandboxVersion.V0_83),
  /** People and team service accounts can make no keys; organization service accounts still can. */
  KEY_CREATION_OFF(SandboxVersion.V0_84);

  private final SandboxVersion since;

  SandboxSwitch(SandboxVersion since) {
    this.since = since;
  }

  /** The first version that has this switch. */
  public SandboxVersion since() {
    return since;
  }
}
