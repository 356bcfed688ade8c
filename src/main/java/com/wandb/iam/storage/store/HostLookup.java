package com.wandb.iam.storage.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostLookup {
  /**
   * All of them, in the order in which they are to be tried.
   *
   * @throws UnknownHostException where there are none
   */
  List<InetAddress> addressesOf(String host) throws UnknownHostException;
}
