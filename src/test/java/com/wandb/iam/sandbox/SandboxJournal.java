package com.wandb.iam.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every received request in the order of arrival. Thread-safe. */
public final class SandboxJournal {
  private static final Pattern SECRET = Pattern.compile("(?:[A-Za-z]+-)?[A-Za-z0-9_]{40,}");

  /**
   * One request.
   *
   * @param sequence counts from 1
   * @param path with the query
   * @param operations such as {@code scim.users.list}, or one {@code graphql.field} for each top
   *     field of the document
   * @param caller the account's name, empty if no account has the key
   * @param client its name, empty if it sends none
   * @param status 0 if the connection was cut instead of an answer
   * @param body of the request, without anything that looks like a key
   * @param fault applied to the request, if any
   * @param requestId the header X-Request-Id, if present
   */
  public record Entry(
      long sequence,
      Instant at,
      String method,
      String path,
      List<String> operations,
      boolean isWrite,
      Optional<String> caller,
      String client,
      int status,
      String body,
      Optional<String> fault,
      Optional<String> requestId) {}

  private final List<Entry> entries = new ArrayList<>();
  private long last;

  synchronized long next() {
    return ++last;
  }

  synchronized void add(Entry entry) {
    int at = entries.size();
    while (at > 0 && entries.get(at - 1).sequence() > entry.sequence()) {
      at--;
    }
    entries.add(at, entry);
  }

  /** Returns a point in time: later requests have a greater sequence. */
  public synchronized long mark() {
    return last;
  }

  public List<Entry> entries() {
    return since(0);
  }

  /** Returns finished requests that arrived after the mark. */
  public synchronized List<Entry> since(long mark) {
    return entries.stream().filter(entry -> entry.sequence() > mark).toList();
  }

  public List<Entry> reads(long mark) {
    return since(mark).stream().filter(entry -> !entry.isWrite()).toList();
  }

  public List<Entry> writes(long mark) {
    return since(mark).stream().filter(Entry::isWrite).toList();
  }

  /** Returns the requests with this operation. */
  public List<Entry> of(String operation) {
    return entries().stream().filter(entry -> entry.operations().contains(operation)).toList();
  }

  /** Removes all entries. The sequence continues. */
  public synchronized void clear() {
    entries.clear();
  }

  static String redact(String text) {
    return SECRET.matcher(text).replaceAll("***");
  }
}
