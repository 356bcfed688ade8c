package com.wandb.iam.storage.check;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer at a store's address that is not a store. */
public final class OddPeer implements AutoCloseable {
  /** Handler of a connection, which is closed afterwards. */
  public interface Manner {
    void meet(Socket connection) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Manner manner;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  private OddPeer(Manner manner) {
    this.manner = manner;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.add(Thread.ofVirtual().start(this::accept));
  }

  public static OddPeer that(Manner manner) {
    return new OddPeer(manner);
  }

  /** Answers every request with this text, and closes the connection. */
  static OddPeer answering(String head, String body) {
    return new OddPeer(
        connection -> {
          readHead(connection);
          var length = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length;
          send(connection, head + "\r\n" + length + "\r\nConnection: close\r\n\r\n" + body);
        });
  }

  /** Accepts connections and sends nothing until it is closed. */
  public static OddPeer silent() {
    return new OddPeer(connection -> connection.getInputStream().transferTo(OddPeer.nowhere()));
  }

  /** Begins a valid answer and continues it forever, byte by byte. */
  static OddPeer dripping() {
    return new OddPeer(
        connection -> {
          readHead(connection);
          send(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<?xml ");
          while (true) {
            send(connection, " ");
            // Slow, so that the connection never is idle and the answer never ends.
            Thread.sleep(50);
          }
        });
  }

  public static void readHead(Socket connection) throws IOException {
    var input = connection.getInputStream();
    int newlines = 0;
    for (int one = input.read(); one >= 0 && newlines < 2; one = newlines < 2 ? input.read() : -1) {
      newlines = one == '\n' ? newlines + 1 : one == '\r' ? newlines : 0;
    }
  }

  public static void send(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    connection.getOutputStream().flush();
  }

  private static OutputStream nowhere() {
    return OutputStream.nullOutputStream();
  }

  public String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** Returns the number of open connections. */
  int open() {
    return open.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var connection = server.accept();
        connections.incrementAndGet();
        open.incrementAndGet();
        threads.add(Thread.ofVirtual().start(() -> meet(connection)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void meet(Socket connection) {
    try (connection) {
      manner.meet(connection);
    } catch (IOException gone) {
      // The other side closed the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.forEach(Thread::interrupt);
  }
}
