package com.wandb.iam.loop.crash;

import com.wandb.iam.loop.world.Gate;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a process and a server and sees every request on its way. Understands as much of
 * HTTP/1.1 as it takes to tell where a request ends; what the server sends passes as it is.
 */
public final class Relay implements AutoCloseable {
  /** A way to the server. */
  public interface Connector {
    Socket connect() throws IOException;

    /** To a cluster; who is there is said by the token in each request. */
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

  /** Understands what is written. */
  public interface Reader {
    /** What a write is about, where that is known. */
    Optional<String> matter(String text);

    /** Is told of a write that is about to be sent on. */
    default void passes(String matter, String text) {}

    /** Is told of a write whose connection is cut before it is sent on, or before its answer. */
    default void isCut(String matter, String text, Writes.Fate fate) {}
  }

  private record Request(String line, byte[] head, byte[] body) {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /** Empty for what changes nothing, and for events, of which nothing depends. */
    String write() {
      var words = line.split(" ");
      boolean reads =
          READS.contains(words[0])
              || words[1].contains("/events")
              || (words[1].endsWith("/graphql")
                  && !new String(body, StandardCharsets.UTF_8).contains("mutation"));
      return reads ? "" : words[0] + " " + words[1].replaceFirst("\\?.*", "") + mutation();
    }

    String text() {
      return line + "\n" + new String(body, StandardCharsets.UTF_8);
    }

    private String mutation() {
      var text = new String(body, StandardCharsets.UTF_8);
      int at = text.indexOf("mutation ");
      return at < 0 ? "" : " " + text.substring(at + 9).replaceFirst("[^A-Za-z].*", "");
    }
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
   * A file with which a client of a cluster goes by this way, with the rights of that
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

  /** Ends all connections that are open now, whatever is on its way. */
  public void breakAll() {
    open.forEach(Relay::hangUp);
  }

  /** What watches tell stays here until it is released. */
  void holdWatches() {
    watches.close();
  }

  /** Answers to requests with such text stay here until they are released. */
  void holdAnswers(Predicate<String> which) {
    late = which;
    answers.close();
  }

  void releaseAll() {
    late = text -> false;
    watches.open();
    answers.open();
  }

  private @Nullable Gate gateOf(Request request) {
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
        var request = read(in);
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
      // One of the two hung up; the other notices by the end of its connection.
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private Writes.Fate fateOf(Request request) {
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

  /** What comes from the server; its answer to a request whose connection is cut goes nowhere. */
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
      // or to the rest of an answer, would wait for ever if its own connection stayed open.
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

  private static Request read(InputStream in) throws IOException {
    var head = readUntil("\r\n\r\n", in);
    var text = head.toString(StandardCharsets.ISO_8859_1);
    var lower = text.toLowerCase(Locale.ROOT);
    byte[] body =
        lower.contains("\r\ntransfer-encoding: chunked")
            ? chunks(in)
            : in.readNBytes(length(lower));
    return new Request(text.substring(0, text.indexOf("\r\n")), head.toByteArray(), body);
  }

  private static int length(String head) {
    var field = "\r\ncontent-length:";
    int at = head.indexOf(field);
    return at < 0
        ? 0
        : Integer.parseInt(
            head.substring(at + field.length(), head.indexOf("\r\n", at + 2)).strip());
  }

  private static ByteArrayOutputStream readUntil(String end, InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    while (!all.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      all.write(next);
    }
    return all;
  }

  /** The chunks as they are, with their lengths. */
  private static byte[] chunks(InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    int size;
    do {
      var line = readUntil("\r\n", in);
      all.write(line.toByteArray());
      size = Integer.parseInt(line.toString(StandardCharsets.ISO_8859_1).strip(), 16);
      all.write(in.readNBytes(size + 2));
    } while (size > 0);
    return all.toByteArray();
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
