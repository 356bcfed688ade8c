package com.wandb.iam.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports that stay free during a restart of a server: below the ranges from which Linux and
 * macOS take the ports of outgoing connections. A port from {@code bind(0)} is inside those ranges.
 */
public final class LoopbackPorts {
  private static final int FROM = 15_000;
  private static final int TO = 32_000;
  private static final int ATTEMPTS = 1_000;

  private LoopbackPorts() {}

  /** Returns distinct ports of 127.0.0.1 without a listener. */
  public static List<Integer> free(int count) {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < ATTEMPTS && ports.size() < count; i++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new IllegalStateException("no free port between " + FROM + " and " + TO);
    }
    return List.copyOf(ports);
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
