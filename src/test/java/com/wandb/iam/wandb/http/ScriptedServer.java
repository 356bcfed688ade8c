package com.wandb.iam.wandb.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/** Server with scripted answers, byte for byte, one request per connection. */
public final class ScriptedServer implements AutoCloseable {
  /** Received request; header names in lower case. */
  record Received(String method, String target, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Returns the bytes of the answer. The connection is closed afterwards. */
  interface Script {
    void answer(Received request, OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final String scheme;
  private final Script script;
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  private ScriptedServer(ServerSocket socket, String scheme, Script script) {
    this.socket = socket;
    this.scheme = scheme;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedServer answering(Script script) {
    try {
      return new ScriptedServer(
          new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScriptedServer answeringOverTls(SSLContext tls, Script script) {
    try {
      return new ScriptedServer(
          tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
          "https",
          script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a server that answers every request with this document. */
  public static ScriptedServer always(int status, String body, String... headers) {
    return answering((_, out) -> out.write(answer(status, body, headers)));
  }

  /** Returns a server that sends these answers in order and repeats the last one. */
  static ScriptedServer inTurn(byte[]... answers) {
    var left = new ArrayList<>(List.of(answers));
    return answering(
        (_, out) -> {
          synchronized (left) {
            out.write(left.size() == 1 ? left.getFirst() : left.removeFirst());
          }
        });
  }

  /** Returns a server with answers by prefix of the request target. Other targets get 500. */
  static ScriptedServer byTarget(Map<String, byte[]> answers) {
    var byBeginning = new ConcurrentHashMap<>(answers);
    return answering(
        (request, out) ->
            out.write(
                byBeginning.entrySet().stream()
                    .filter(entry -> request.target().startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseGet(() -> answer(500, "no such script"))));
  }

  /** Returns a complete answer. Headers are alternating names and values. */
  static byte[] answer(int status, String body, String... headers) {
    var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    boolean typed = false;
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      typed |= headers[i].equals("Content-Type");
    }
    head.append(typed ? "" : "Content-Type: application/scim+json\r\n");
    head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n");
    return (head + "Connection: close\r\n\r\n" + body).getBytes(UTF_8);
  }

  public URI url() {
    return URI.create(scheme + "://localhost:" + socket.getLocalPort());
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  /**
   * Returns why requests were not read or not answered, in order. Some are the client's own doing:
   * it closes a connection whose answer it does not want.
   */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Keeps a connection open until the server is closed. */
  void stall() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var connection = socket.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var request = read(new BufferedInputStream(connection.getInputStream()));
      received.add(request);
      script.answer(request, connection.getOutputStream());
      connection.getOutputStream().flush();
    } catch (IOException failure) {
      failures.add(failure);
    } catch (RuntimeException | Error failure) {
      failures.add(failure);
      throw failure;
    } finally {
      open.remove(connection);
    }
  }

  private static Received read(InputStream in) throws IOException {
    var first = line(in).split(" ");
    var headers = new TreeMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(first[0], first[1], headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
      for (var connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
