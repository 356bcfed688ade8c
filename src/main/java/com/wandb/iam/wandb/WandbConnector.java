package com.wandb.iam.wandb;

/** Factory of clients for W&amp;B servers. Sends no request. */
@FunctionalInterface
public interface WandbConnector {
  /**
   * Returns a client for a server.
   *
   * @param server name of the WandbServer
   * @throws IllegalArgumentException if the settings are invalid, such as unreadable certificates.
   *     The message is shown in conditions.
   */
  WandbApi connect(String server, ConnectionSettings settings);
}
