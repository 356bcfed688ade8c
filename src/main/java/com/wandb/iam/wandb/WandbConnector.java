package com.wandb.iam.wandb;

/** Opens the way to a server; sends nothing yet. */
@FunctionalInterface
public interface WandbConnector {
  /**
   * A way to the server.
   *
   * @param server the name under which the operator knows it
   * @throws IllegalArgumentException where the settings make no sense, such as certificates that
   *     cannot be read; the message is for people
   */
  WandbApi connect(String server, ConnectionSettings settings);
}
