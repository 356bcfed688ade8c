package com.wandb.iam.wandb;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Result of probing a server.
 *
 * @param version the version, or null if the server does not return it
 * @param viewer the account that the operator authenticates as
 * @param viewerType the type of that account, or null if the server does not return it
 * @param organization null if the server returns none
 * @param clockSkew the server's clock minus the operator's, at the latest answer
 */
public record ServerFacts(
    @Nullable ServerVersion version,
    Set<Capability> capabilities,
    RemoteViewer viewer,
    @Nullable AccountType viewerType,
    @Nullable RemoteOrganization organization,
    Duration clockSkew) {
  public ServerFacts {
    capabilities = Set.copyOf(capabilities);
  }

  /** Returns whether the server has the feature. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /** Returns the organization, if the server returned it. */
  public Optional<RemoteOrganization> organizationIfKnown() {
    return Optional.ofNullable(organization);
  }
}
