package com.wandb.iam.account.scope;

import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteMember;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The account on the W&amp;B server that a ServiceAccount resource represents.
 *
 * @param destination the variables in the Secret that say where runs are logged, by their names
 * @param rejected whether the declaration is rejected; only the API keys in the Secret are then
 *     still updated
 * @param withheld why no new API key may be created for the account, as a clause of a message; null
 *     if one may be created
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

  /** Returns whether the server shows a key only once, at its creation. */
  public boolean isHashed() {
    return scope.connection().facts().can(Capability.HASHED_KEYS);
  }
}
