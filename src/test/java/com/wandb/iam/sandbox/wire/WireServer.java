package com.wandb.iam.sandbox.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 server on a loopback port, with a virtual thread for each connection. The JDK's own
 * server is not suitable, because it always sets its own {@code Date} header and tests must change
 * the clock of the server.
 */
public final class WireServer {
  /** Serves one request: answers through the connection, or closes it. */
  public interface Service {
    void serve(WireRequest request, WireConnection connection) throws IOException;
  }

  private final Service service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket listening;
  private int port;

  public WireServer(int port, Service service) {
    this.port = port;
    this.service = service;
  }

  public synchronized void start() {
    if (listening != null) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 512);
      port = socket.getLocalPort();
      listening = socket;
      Thread.ofVirtual().name("sandbox-" + port).start(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  public synchronized int port() {
    return port;
  }

  /** Stops listening and cuts every connection. */
  public synchronized void stop() {
    if (listening != null) {
      closeQuietly(listening);
      listening = null;
    }
    open.forEach(WireServer::closeQuietly);
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        open.add(connection);
        if (socket.isClosed()) {
          closeQuietly(connection);
        }
        Thread.ofVirtual().name("sandbox-connection").start(() -> converse(connection));
      } catch (IOException closedOrBroken) {
        if (!socket.isClosed()) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      WireConnection connection = new WireConnection(socket);
      WireRequest request = connection.read();
      while (request != null) {
        service.serve(request, connection);
        request = connection.isOver() ? null : connection.read();
      }
    } catch (IOException clientIsGone) {
      // Ignored, because a client may close its connection at any time.
    } finally {
      open.remove(socket);
    }
  }

  private static void closeQuietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyGone) {
      // Ignored, because no caller can handle it.
    }
  }
}
