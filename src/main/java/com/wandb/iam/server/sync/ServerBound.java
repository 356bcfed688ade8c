package com.wandb.iam.server.sync;

import com.wandb.iam.crd.v1alpha1.ServerBinding;
import org.jspecify.annotations.Nullable;

/** A status with ids of one W&amp;B server. */
public interface ServerBound {
  /** Returns the server that the ids belong to; null if it is not known. */
  @Nullable ServerBinding binding();

  /** Records the server that the ids belong to. */
  void bind(ServerBinding server);

  /** Forgets the ids and what is known of their objects. */
  void forgetIds();
}
