package com.wandb.iam.wandb;

import java.util.EnumSet;
import java.util.Set;

/** Features of W&amp;B servers by version. The names appear in the status of a WandbServer. */
public enum Capability {
  /** The server has a SCIM API. */
  SCIM("Scim", 0, 0, 0),
  /** Registries have roles, including {@code restricted_viewer}. */
  REGISTRY_ROLES("RegistryRoles", 0, 75, 0),
  /** The SCIM API accepts {@code Authorization: Bearer}. */
  BEARER_AUTHENTICATION("BearerAuthentication", 0, 79, 0),
  /** The SCIM API creates and lists service accounts. */
  SCIM_SERVICE_ACCOUNTS("ScimServiceAccounts", 0, 81, 0),
  /** API keys are stored hashed: the server shows the secret only once, when it creates the key. */
  HASHED_KEYS("HashedKeys", 0, 84, 0);

  private final String displayName;
  private final ServerVersion since;

  Capability(String displayName, int major, int minor, int patch) {
    this.displayName = displayName;
    this.since = new ServerVersion(major, minor, patch);
  }

  /** Returns the name in the status. */
  public String displayName() {
    return displayName;
  }

  /** Returns the features of a server of this version. */
  public static Set<Capability> of(ServerVersion version) {
    var capabilities = EnumSet.noneOf(Capability.class);
    for (var capability : values()) {
      if (version.compareTo(capability.since) >= 0) {
        capabilities.add(capability);
      }
    }
    return capabilities;
  }
}
