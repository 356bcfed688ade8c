package com.wandb.iam.wandb;

import java.util.EnumSet;
import java.util.Set;

/** What a server of some version can do. The names appear in a WandbServer's status. */
public enum Capability {
  /** SCIM is answered. */
  SCIM("Scim", 0, 0, 0),
  /** Registries have roles, {@code restricted_viewer} among them. */
  REGISTRY_ROLES("RegistryRoles", 0, 75, 0),
  /** SCIM takes {@code Authorization: Bearer}. */
  BEARER_AUTHENTICATION("BearerAuthentication", 0, 79, 0),
  /** Service accounts are made and listed through SCIM. */
  SCIM_SERVICE_ACCOUNTS("ScimServiceAccounts", 0, 81, 0),
  /** Keys are stored hashed: a secret is shown once, at its creation. */
  HASHED_KEYS("HashedKeys", 0, 84, 0);

  private final String displayName;
  private final ServerVersion since;

  Capability(String displayName, int major, int minor, int patch) {
    this.displayName = displayName;
    this.since = new ServerVersion(major, minor, patch);
  }

  /** The name as a status shows it. */
  public String displayName() {
    return displayName;
  }

  /** What a server of this version can do. */
  public static Set<Capability> of(ServerVersion version) {
    var found = EnumSet.noneOf(Capability.class);
    for (var capability : values()) {
      if (version.compareTo(capability.since) >= 0) {
        found.add(capability);
      }
    }
    return found;
  }
}
