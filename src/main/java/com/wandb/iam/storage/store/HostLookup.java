package com.wandb.iam.storage.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostLookup {
  /**
   * Returns all addresses of a host, in the order in which to try them.
   *
   * @throws UnknownHostException if the host has no address
   */
  List<InetAddress> addressesOf(String host) throws UnknownHostException;
}
