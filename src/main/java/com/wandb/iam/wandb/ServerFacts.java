package com.wandb.iam.wandb;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a probe of a server found out.
 *
 * @param version null where the server does not tell one
 * @param viewer the identity the operator runs with
 * @param viewerType that identity's kind, null where the server does not say
 * @param organization null where the server names none
 * @param clockSkew the server's clock minus ours, of the last answer
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

  /** Whether the server can do this. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /** The pinned identity of the organization, where the server tells one. */
  public Optional<RemoteOrganization> organizationIfKnown() {
    return Optional.ofNullable(organization);
  }
}
