import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of an API server as the operator needs until it watches: all lists are empty, watches
 * stay open and silent, and what is written is answered as if it had been kept. It is what the
 * operator starts with while the AOT cache is made, and proves nothing; that is for the tests.
 */
final class EmptyCluster implements AutoCloseable {
  private static final String PASSWORD = "changeit";
  private static final Pattern COLLECTION =
      Pattern.compile("/(?:api/v1|apis/[^/]+/[^/]+)(?:/namespaces/[^/]+)?/[^/]+");

  private static final String NAMESPACE =
      """
      {"kind": "Namespace", "apiVersion": "v1",
       "metadata": {"name": "kube-system", "uid": "00000000-0000-0000-0000-000000000000"}}
      """;
  private static final String ALLOWED =
      """
      {"kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1",
       "status": {"incomplete": false, "nonResourceRules": [], "resourceRules": [
         {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
      """;
  private static final String NOTHING =
      """
      {"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": []}
      """;
  private static final String NOT_FOUND =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
      """;

  private final ServerSocket socket;
  private final Path kubeconfig;

  private EmptyCluster(ServerSocket socket, Path kubeconfig) {
    this.socket = socket;
    this.kubeconfig = kubeconfig;
    Thread.ofVirtual().start(this::accept);
  }

  /** Listens on 127.0.0.1, with a certificate of its own; its files go into the folder. */
  static EmptyCluster start(Path folder) throws IOException, InterruptedException {
    var store = folder.resolve("training.p12");
    keytool(
        "-genkeypair",
        "-alias=server",
        "-keyalg=EC",
        "-dname=CN=training",
        "-ext=SAN=IP:127.0.0.1",
        "-keystore=" + store);
    var certificate = folder.resolve("training.pem");
    keytool("-exportcert", "-rfc", "-alias=server", "-keystore=" + store, "-file=" + certificate);
    try {
      var socket =
          tls(store)
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      return new EmptyCluster(
          socket,
          Files.writeString(
              folder.resolve("training.kubeconfig"),
              kubeconfig(socket.getLocalPort(), Files.readAllBytes(certificate))));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (var argument : arguments) {
      command.addAll(List.of(argument.split("=", 2)));
    }
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed:\n" + said);
    }
  }

  private static SSLContext tls(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static String kubeconfig(int port, byte[] certificate) {
    return """
    apiVersion: v1
    kind: Config
    current-context: training
    contexts: [{name: training, context: {cluster: training, user: nobody}}]
    clusters:
      - name: training
        cluster:
          server: https://127.0.0.1:%d
          certificate-authority-data: %s
    users: [{name: nobody, user: {token: none}}]
    """
        .formatted(port, Base64.getEncoder().encodeToString(certificate));
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException over) {
        return;
      }
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      var in = new BufferedInputStream(connection.getInputStream());
      for (var first = line(in); !first.isEmpty(); first = line(in)) {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
          var parts = line.split(":", 2);
          headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        var body =
            headers.containsKey("transfer-encoding")
                ? chunks(in)
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        if (headers.containsKey("sec-websocket-key")) {
          watch(headers.get("sec-websocket-key"), connection.getOutputStream());
          in.transferTo(OutputStream.nullOutputStream());
          return;
        }
        answer(first.split(" "), body, connection.getOutputStream());
      }
    } catch (IOException gone) {
      // The operator stops, and its connections with it.
    }
  }

  /** Nothing ever happens in this cluster: the watch is opened, and that is all. */
  private static void watch(String key, OutputStream out) throws IOException {
    send(
        out,
        "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"),
        new byte[0]);
  }

  private static void answer(String[] request, byte[] body, OutputStream out) throws IOException {
    var path = request[1].split("\\?")[0];
    if (path.endsWith("/selfsubjectrulesreviews")) {
      json(out, "201 Created", ALLOWED.getBytes(UTF_8));
    } else if (!request[0].equals("GET")) {
      json(out, request[0].equals("POST") ? "201 Created" : "200 OK", body);
    } else if (path.equals("/api/v1/namespaces/kube-system")) {
      json(out, "200 OK", NAMESPACE.getBytes(UTF_8));
    } else if (COLLECTION.matcher(path).matches()) {
      json(out, "200 OK", NOTHING.getBytes(UTF_8));
    } else {
      json(out, "404 Not Found", NOT_FOUND.getBytes(UTF_8));
    }
  }

  private static void json(OutputStream out, String status, byte[] body) throws IOException {
    send(
        out, status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length, body);
  }

  private static void send(OutputStream out, String head, byte[] body) throws IOException {
    out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private static String sha1(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-1").digest(text.getBytes(ISO_8859_1)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var whole = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      whole.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return whole.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  /** Without its end; empty also where the connection ended. */
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
