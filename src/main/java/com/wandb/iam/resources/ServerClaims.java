package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.Team;

/** The claims of all kinds: which object of a server a resource claims. */
public final class ServerClaims {
  private ServerClaims() {}

  /** Returns the claim of a Team on its team. */
  public static Claims.Claim team(Team team) {
    return new Claims.Claim(Names.serverOf(team), "team", Names.nameOf(team));
  }

  /** Returns the claim of a CustomRole on its role. */
  public static Claims.Claim role(CustomRole role) {
    return new Claims.Claim(role.getSpec().serverRef().name(), "role", Names.nameOf(role));
  }

  /** Returns the claim of a membership on the role of one user in one team. */
  public static Claims.Claim member(String server, String teamId, String userId) {
    return new Claims.Claim(server, "member", teamId + "/" + userId);
  }

  /** Returns the claim of a membership on the role of one user in one registry. */
  public static Claims.Claim registryRole(String server, MemberState user, String registry) {
    return new Claims.Claim(server, "registry-role", user.id() + "/" + registry);
  }

  /** Returns the claim of a ServiceAccount on an account of a team. */
  public static Claims.Claim teamAccount(String server, String teamId, String name) {
    return new Claims.Claim(server, "account", teamId + "/" + name);
  }

  /**
   * Returns the claim of a ServiceAccount on an account of the organization. Such a name is unique
   * on the whole server.
   */
  public static Claims.Claim organizationAccount(String server, String name) {
    return new Claims.Claim(server, "account", "/" + name);
  }
}
