package com.wandb.iam.bucket.binding;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.crd.v1alpha1.NamespacedReference;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketLocation;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The desired content of a server's {@code GORILLA_SUPPORTED_FILE_STORES}: one entry for each
 * bucket, with the users of the bucket, because removing an entry cuts teams off their data.
 * Immutable.
 *
 * @param entries by the uid of the StorageConnector, or by a generated key if there is no
 *     StorageConnector
 * @param former the last value with which the server was healthy; null unless another value is
 *     being rolled out
 * @param source the Secret, as {@code namespace/name}, whose former value is among the entries;
 *     null if no value was merged or the Secret is unknown
 */
public record FileStores(
    Map<String, Entry> entries, @Nullable String former, @Nullable String source) {
  public static final FileStores NONE = new FileStores(Map.of(), null, null);
  public static final String VARIABLE = "GORILLA_SUPPORTED_FILE_STORES";

  private static final String FOUND = "found-";
  private static final String KEPT = "kept-";

  public FileStores {
    entries = Map.copyOf(entries);
  }

  /**
   * One bucket.
   *
   * @param store the entry in the form of the server, with credentials
   * @param place the address without credentials, which identifies the bucket
   * @param owner the connector, as {@code namespace/name}; empty for an entry of others or an
   *     orphaned one
   * @param teams the teams of the server that use it and have no Team resource, in the form of
   *     {@link BucketUsers}
   * @param published the fingerprint of the published store, and its revision; null if it was never
   *     published
   */
  public record Entry(
      String store,
      String place,
      String owner,
      Set<String> teams,
      @Nullable Publication published) {
    public Entry {
      teams = Set.copyOf(teams);
    }

    public Entry(String store, String place, String owner) {
      this(store, place, owner, Set.of(), null);
    }

    /** Returns the location of the bucket; empty if the address is unknown. */
    public Optional<BucketLocation> location() {
      return place.isEmpty()
          ? Optional.empty()
          : Optional.of(BucketAddress.parse(place).location());
    }

    /** Returns this entry with the users and the publication of the entry that it replaces. */
    public Entry after(Entry before) {
      return new Entry(store, place, owner, before.teams, before.published);
    }

    public Entry withTeams(Set<String> others) {
      return new Entry(store, place, owner, others, published);
    }

    private Entry withPublication(@Nullable Publication other) {
      return new Entry(store, place, owner, teams, other);
    }

    private Entry unowned() {
      return new Entry(store, place, "", teams, published);
    }

    /** Returns the revision of the publication of exactly this store. */
    public Optional<Long> revision() {
      return Optional.ofNullable(published)
          .filter(one -> one.fingerprint().equals(Fingerprint.of(store)))
          .map(Publication::revision);
    }

    @Override
    public String toString() {
      return "Entry[" + place + ", " + owner + "]";
    }
  }

  /** The publication of an entry. */
  record Publication(String fingerprint, long revision) {}

  /** Returns the value of the variable: sorted and without duplicates. */
  String value(String separator) {
    return entries.values().stream()
        .map(Entry::store)
        .distinct()
        .sorted()
        .collect(Collectors.joining(separator));
  }

  /** Returns the value of the published entries. */
  String publishedValue(String separator) {
    return new FileStores(
            entries.entrySet().stream()
                .filter(entry -> entry.getValue().revision().isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
            null,
            null)
        .value(separator);
  }

  /** Returns the highest revision of a published entry. */
  long highestRevision() {
    return entries.values().stream()
        .flatMap(entry -> entry.revision().stream())
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  public Optional<Entry> of(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Returns an overlapping entry with another key. */
  public Optional<Map.Entry<String, Entry>> at(BucketLocation location, String besides) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(besides))
        .filter(entry -> entry.getValue().location().filter(location::overlaps).isPresent())
        .findFirst();
  }

  public FileStores with(String key, Entry entry) {
    return changed(all -> all.put(key, entry));
  }

  public FileStores without(String key) {
    return changed(all -> all.remove(key));
  }

  /** Keeps the entry of a deleted connector: for these teams, or forever if there are none. */
  public FileStores kept(String key, Set<String> teams) {
    var entry = entries.get(key);
    return entry == null
        ? this
        : changed(
            all -> {
              all.remove(key);
              all.put(KEPT + key, (teams.isEmpty() ? entry.unowned() : entry).withTeams(teams));
            });
  }

  /** Returns the number of teams for which the entry of a deleted connector is kept. */
  public int keptFor(String key) {
    return of(KEPT + key).map(entry -> entry.teams().size()).orElse(0);
  }

  /** Returns the entries that are kept only for teams without a Team resource, with these teams. */
  Map<String, Set<String>> keptForTeams() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(KEPT) && !entry.getValue().teams().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().teams()));
  }

  /** Removes these entries, except those with other users by now. */
  FileStores withoutUnused(Map<String, Set<String>> unused) {
    return changed(
        all ->
            unused.forEach(
                (key, teams) ->
                    of(key)
                        .filter(entry -> entry.teams().equals(teams))
                        .ifPresent(entry -> all.remove(key))));
  }

  /** Identifies a Secret as {@code namespace/name}. */
  public static String nameOf(NamespacedReference reference) {
    return reference.namespace() + "/" + reference.name();
  }

  /** Adds the entries of a value that others wrote, except those that are known. */
  public FileStores withFound(String value, String separator) {
    var known =
        entries.values().stream()
            .flatMap(entry -> Stream.of(entry.store(), entry.place()))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.toSet());
    return changed(
        all ->
            Arrays.stream(value.split(Pattern.quote(separator)))
                .map(String::strip)
                .filter(
                    store ->
                        !store.isEmpty() && !known.contains(store) && !known.contains(place(store)))
                .forEach(
                    store ->
                        all.put(
                            FOUND + Fingerprint.of(store), new Entry(store, place(store), ""))));
  }

  /** Returns the address without credentials; empty if it cannot be parsed. */
  private static String place(String store) {
    try {
      return BucketAddress.parse(store).redacted();
    } catch (IllegalArgumentException unknown) {
      return "";
    }
  }

  /** Marks all entries that are not published as published with this revision. */
  FileStores published(long revision) {
    return changed(
        all ->
            all.replaceAll(
                (key, entry) ->
                    entry.revision().isPresent()
                        ? entry
                        : entry.withPublication(
                            new Publication(Fingerprint.of(entry.store()), revision))));
  }

  /** Marks the entries that were published after this revision as not published. */
  FileStores withdrawn(long after) {
    return changed(
        all ->
            all.replaceAll(
                (key, entry) ->
                    entry.revision().filter(revision -> revision > after).isPresent()
                        ? entry.withPublication(null)
                        : entry));
  }

  FileStores withFormer(@Nullable String value) {
    return new FileStores(entries, value, source);
  }

  FileStores withSource(String secret) {
    return new FileStores(entries, former, secret);
  }

  private FileStores changed(Consumer<Map<String, Entry>> change) {
    var all = new TreeMap<>(entries);
    change.accept(all);
    return new FileStores(all, former, source);
  }

  /** Returns the content of the state Secret. */
  Map<String, String> data() {
    return FileStoresFormat.data(this);
  }

  /** Returns the state that a Secret contains. */
  public static FileStores of(Map<String, String> data) {
    return FileStoresFormat.parse(data);
  }

  @Override
  public String toString() {
    return "FileStores" + entries.values();
  }
}
