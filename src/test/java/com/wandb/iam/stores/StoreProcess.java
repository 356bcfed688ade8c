package com.wandb.iam.stores;

import com.wandb.iam.cluster.LoopbackPorts;
import com.wandb.iam.cluster.ProgramStart;
import com.wandb.iam.cluster.WatchedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that listens on one free port of 127.0.0.1, with its own folder. */
final class StoreProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int PORT_ATTEMPTS = 5;

  /** Returns the command line of the program. */
  interface Command {
    List<String> at(int port, Path folder) throws IOException;
  }

  private final WatchedProcess process;
  private final Path folder;
  private final int port;

  private StoreProcess(WatchedProcess process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Starts the program and returns when it accepts connections. */
  static StoreProcess start(String name, Map<String, String> environment, Command command) {
    for (int attempt = 1; ; attempt++) {
      var started = tryToStart(name, environment, command, attempt == PORT_ATTEMPTS);
      if (started != null) {
        return started;
      }
    }
  }

  /** Returns null if another process took the port and another attempt remains. */
  private static @Nullable StoreProcess tryToStart(
      String name, Map<String, String> environment, Command command, boolean last) {
    try {
      var folder = Files.createTempDirectory("wandb-iam-" + name + "-");
      int port = LoopbackPorts.free(1).getFirst();
      var process = WatchedProcess.start(name, folder, command.at(port, folder), environment);
      var store = new StoreProcess(process, folder, port);
      try {
        ProgramStart.await(process, START_LIMIT, store::takesConnections);
        return store;
      } catch (IllegalStateException e) {
        boolean lost = process.lostItsPort();
        store.close();
        if (lost && !last) {
          return null;
        }
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + name, e);
    }
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  private boolean takesConnections() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills the program and removes its folder. */
  @Override
  public void close() {
    process.close();
    WatchedProcess.removeDirectory(folder);
  }
}
