package com.wandb.iam.sandbox.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection: reads requests and writes answers. It can fail in the ways of real servers. */
public final class WireConnection {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final int LIMIT = 64 << 20;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean over;

  WireConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  boolean isOver() {
    return over;
  }

  /** Returns the next request, or null if the client has closed the connection. */
  @Nullable WireRequest read() throws IOException {
    String start = line();
    if (start == null) {
      return null;
    }
    String[] words = start.split(" ");
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      throw new ProtocolException("not a request: " + start);
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("not a header: " + line);
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (first, next) -> first + ", " + next);
    }
    if (headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")) {
      over = true;
    }
    byte[] body = body(headers);
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    return new WireRequest(
        words[0], path, mark < 0 ? "" : words[1].substring(mark + 1), headers, body);
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII));
      out.flush();
    }
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks();
    }
    return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(some(line()).split(";")[0].strip(), 16);
      if (size == 0) {
        String trailer = some(line());
        while (!trailer.isEmpty()) {
          trailer = some(line());
        }
        return whole.toByteArray();
      }
      whole.writeBytes(exactly(size));
      line();
    }
  }

  private byte[] exactly(int size) throws IOException {
    if (size < 0 || size > LIMIT) {
      throw new ProtocolException("a body of " + size + " bytes");
    }
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the body ended early");
    }
    return bytes;
  }

  private static String some(@Nullable String line) throws EOFException {
    if (line == null) {
      throw new EOFException("the request ended early");
    }
    return line;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(80);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        String text = bytes.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      bytes.write(next);
    }
    return null;
  }

  public void answer(WireAnswer answer, Instant date) throws IOException {
    out.write(head(answer, date));
    out.write(answer.body());
    out.flush();
  }

  /**
   * Sends the head and half of the body, and then nothing until the client closes the connection.
   */
  public void stall(WireAnswer answer, Instant date) throws IOException {
    out.write(head(answer, date));
    out.write(answer.body(), 0, answer.body().length / 2);
    out.flush();
    while (in.read() >= 0) {
      continue;
    }
    drop();
  }

  /** Closes the connection without an answer. */
  public void drop() throws IOException {
    over = true;
    socket.close();
  }

  private byte[] head(WireAnswer answer, Instant date) {
    StringBuilder head =
        new StringBuilder(200).append("HTTP/1.1 ").append(answer.status()).append(" -\r\n");
    head.append("Date: ").append(DATE.format(date)).append("\r\n");
    answer
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (answer.status() != 204) {
      head.append("Content-Length: ").append(answer.body().length).append("\r\n");
    }
    if (over) {
      head.append("Connection: close\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }
}
