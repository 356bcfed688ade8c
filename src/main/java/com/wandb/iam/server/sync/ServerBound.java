package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.ServerBinding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a status builder that says which W&amp;B server its ids belong to. */
public abstract class ServerBound {
  /** The name of the WandbServer; null until it is found. */
  public @Nullable String serverName;

  /** The server that the ids belong to; null if it was not recorded. */
  public @Nullable ServerBinding binding;

  protected ServerBound(@Nullable String serverName, @Nullable ServerBinding binding) {
    this.serverName = serverName;
    this.binding = binding;
  }

  /** Returns the name of the WandbServer, if it is known. */
  public Optional<String> server() {
    return Optional.ofNullable(serverName);
  }

  /** Forgets the ids and what is known of their objects. */
  protected abstract void forgetIds();
}
