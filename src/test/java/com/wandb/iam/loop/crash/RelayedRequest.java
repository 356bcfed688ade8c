package com.wandb.iam.loop.crash;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * One HTTP/1.1 request, parsed only as far as is needed to find its end and to describe a write.
 *
 * @param line the first line
 * @param head with the first line, as received
 * @param body as received, chunks with their lengths
 */
record RelayedRequest(String line, byte[] head, byte[] body) {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Reads a request up to its end. */
  static RelayedRequest read(InputStream in) throws IOException {
    var head = readUntil("\r\n\r\n", in);
    var text = head.toString(StandardCharsets.ISO_8859_1);
    var lower = text.toLowerCase(Locale.ROOT);
    byte[] body =
        lower.contains("\r\ntransfer-encoding: chunked")
            ? chunks(in)
            : in.readNBytes(length(lower));
    return new RelayedRequest(text.substring(0, text.indexOf("\r\n")), head.toByteArray(), body);
  }

  /**
   * Returns a description of a write. Empty for reads and for events, because nothing depends on
   * events.
   */
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

  /** Returns the unchanged chunks with their lengths. */
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
}
