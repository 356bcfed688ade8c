package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteMember;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The account that a ServiceAccount stands for, found or made.
 *
 * @param destination what the Secret says about where runs go, by the names in it
 * @param rejected whether the declaration is rejected: the Secret stays as it is, but for its keys
 * @param withheld why no new key may be made for it, as the end of a sentence; null where one may
 */
public record BoundAccount(
    AccountScope scope,
    WandbServer server,
    RemoteMember remote,
    Map<String, String> destination,
    boolean rejected,
    @Nullable String withheld) {
  public BoundAccount {
    destination = Map.copyOf(destination);
  }

  public String id() {
    return Objects.requireNonNull(remote.userId());
  }

  /** Whether the server shows a key once, at its creation. */
  public boolean isHashed() {
    return scope.connection().facts().can(Capability.HASHED_KEYS);
  }
}
