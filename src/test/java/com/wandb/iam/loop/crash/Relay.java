package com.wandb.iam.loop.crash;

import com.wandb.iam.loop.world.Gate;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Proxy between a process and a server that reads every request. Answers of the server pass
 * unchanged.
 */
public final class Relay implements AutoCloseable {
  /** Opens connections to the server. */
  public interface Connector {
    Socket connect() throws IOException;

    /** Connects to a cluster. Each request has a token that names its user. */
    static Connector to(Config cluster) {
      var server = URI.create(cluster.getMasterUrl());
      try {
        var factory = SSLUtils.sslContext(cluster).getSocketFactory();
        return () -> factory.createSocket(server.getHost(), server.getPort());
      } catch (GeneralSecurityException | IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  /** Reads writes. */
  public interface Reader {
    /** Returns the name of the object of a write, if known. */
    Optional<String> matter(String text);

    /** Called before a write is sent. */
    default void passes(String matter, String text) {}

    /**
     * Called if the connection of a write is cut before the request is sent, or before its answer.
     */
    default void isCut(String matter, String text, Writes.Fate fate) {}
  }

  private final ServerSocket listener;
  private final Connector server;
  private final Writes writes;
  private final Reader reader;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Gate watches = new Gate();
  private final Gate answers = new Gate();
  private volatile Predicate<String> late = text -> false;

  public Relay(Connector server, Writes writes, Reader reader) {
    this.server = server;
    this.writes = writes;
    this.reader = reader;
    try {
      this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * Returns a kubeconfig that connects through this proxy, with the permissions of that
   * configuration.
   */
  public Path kubeconfig(Config cluster) {
    try {
      return Files.writeString(
          Files.createTempFile("kubeconfig-", ".yaml"),
          """
          apiVersion: v1
          kind: Config
          current-context: relay
          contexts: [{name: relay, context: {cluster: relay, user: nobody}}]
          clusters: [{name: relay, cluster: {server: "%s"}}]
          users: [{name: nobody, user: {token: %s}}]
          """
              .formatted(url(), cluster.getOauthToken()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Closes all open connections, regardless of requests in progress. */
  public void breakAll() {
    open.forEach(Relay::hangUp);
  }

  /** Holds back watch events until they are released. */
  void holdWatches() {
    watches.close();
  }

  /** Holds back answers to matching requests until they are released. */
  void holdAnswers(Predicate<String> which) {
    late = which;
    answers.close();
  }

  void releaseAll() {
    late = text -> false;
    watches.open();
    answers.open();
  }

  private @Nullable Gate gateOf(RelayedRequest request) {
    if (request.line().contains("watch=true")) {
      return watches;
    }
    return late.test(request.text()) ? answers : null;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var upstream = server.connect()) {
      open.add(upstream);
      var swallow = new boolean[1];
      var gate = new AtomicReference<@Nullable Gate>();
      Thread.ofVirtual().start(() -> pipe(upstream, client, swallow, gate));
      var in = client.getInputStream();
      while (true) {
        var request = RelayedRequest.read(in);
        gate.set(gateOf(request));
        var fate = fateOf(request);
        if (fate == Writes.Fate.CUT_BEFORE) {
          return;
        }
        synchronized (swallow) {
          swallow[0] = fate == Writes.Fate.CUT_AFTER;
        }
        upstream.getOutputStream().write(request.head());
        upstream.getOutputStream().write(request.body());
        upstream.getOutputStream().flush();
        if (fate == Writes.Fate.CUT_AFTER) {
          awaitAnswer(swallow);
          return;
        }
      }
    } catch (IOException gone) {
      // One side closed the connection; this also ends the other direction.
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private Writes.Fate fateOf(RelayedRequest request) {
    var what = request.write();
    if (what.isEmpty()) {
      return Writes.Fate.PASS;
    }
    var matter = reader.matter(request.text());
    var fate = writes.next(matter, what);
    if (fate != Writes.Fate.CUT_BEFORE) {
      matter.ifPresent(one -> reader.passes(one, request.text()));
    }
    if (fate != Writes.Fate.PASS) {
      matter.ifPresent(one -> reader.isCut(one, request.text(), fate));
    }
    return fate;
  }

  private static void awaitAnswer(boolean[] swallow) {
    synchronized (swallow) {
      while (swallow[0]) {
        try {
          swallow.wait(10_000);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Copies the data of the server. Drops the answer to a request whose connection is cut. */
  private void pipe(
      Socket from, Socket to, boolean[] swallow, AtomicReference<@Nullable Gate> gate) {
    var buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int n = in.read(buffer);
      while (n >= 0) {
        synchronized (swallow) {
          if (swallow[0]) {
            return;
          }
        }
        var closed = gate.get();
        if (closed != null) {
          closed.pass();
        }
        out.write(buffer, 0, n);
        out.flush();
        n = in.read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      // A server that is killed may reset its connections. A client that only listens, to a watch
      // or to the rest of an answer, would wait forever if its own connection stayed open.
      hangUp(to);
    } finally {
      synchronized (swallow) {
        swallow[0] = false;
        swallow.notifyAll();
      }
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    releaseAll();
    try {
      listener.close();
      breakAll();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
