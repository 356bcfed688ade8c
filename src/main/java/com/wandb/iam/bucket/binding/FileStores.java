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
 * What is to stand in a server's {@code GORILLA_SUPPORTED_FILE_STORES}: one entry for each bucket,
 * with what must be known to take one away, which cuts teams off their data. Immutable.
 *
 * @param entries by the uid of the StorageConnector, or by a name of the operator's own where there
 *     is none (any more)
 * @param former the value that the server was last seen healthy with, while another one is being
 *     rolled out; null where none is
 * @param source the Secret, as {@code namespace/name}, whose value of before is among the entries;
 *     null where no value was taken in, or where that is not known any more
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
   * @param store the entry as the server reads it, with credentials
   * @param place the address without credentials, which tells which bucket it is
   * @param owner the connector, as {@code namespace/name}; empty for what was found or is kept for
   *     good
   * @param teams the teams of the server that use it and that nobody declares any more, as {@link
   *     BucketUsers} has them
   * @param published the fingerprint of the store that was published, and with which revision; null
   *     where it never was
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

    /** Where the bucket is. */
    public Optional<BucketLocation> location() {
      return place.isEmpty()
          ? Optional.empty()
          : Optional.of(BucketAddress.parse(place).location());
    }

    /** The same with what is known of the one that it takes the place of. */
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

    /** The revision with which exactly this was published. */
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

  /** When an entry was published. */
  record Publication(String fingerprint, long revision) {}

  /** The value of the variable: sorted, and what several buckets share only once. */
  String value(String separator) {
    return entries.values().stream()
        .map(Entry::store)
        .distinct()
        .sorted()
        .collect(Collectors.joining(separator));
  }

  /** The value of what is published as it is. */
  String publishedValue(String separator) {
    return new FileStores(
            entries.entrySet().stream()
                .filter(entry -> entry.getValue().revision().isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
            null,
            null)
        .value(separator);
  }

  /** The latest revision that any entry was published with. */
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

  /** The entry of another key that would hold objects of this place. */
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

  /** The same with the entry of a connector that goes kept: for these teams, or for good. */
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

  /** How many teams the entry of a connector that went is kept for. */
  public int keptFor(String key) {
    return of(KEPT + key).map(entry -> entry.teams().size()).orElse(0);
  }

  /** Entries that are only there for teams that nobody declares, with those teams. */
  Map<String, Set<String>> keptForTeams() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(KEPT) && !entry.getValue().teams().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().teams()));
  }

  /** The same without these entries, where nobody else has come to use them since. */
  FileStores withoutUnused(Map<String, Set<String>> unused) {
    return changed(
        all ->
            unused.forEach(
                (key, teams) ->
                    of(key)
                        .filter(entry -> entry.teams().equals(teams))
                        .ifPresent(entry -> all.remove(key))));
  }

  /** How a Secret is told from another one. */
  public static String nameOf(NamespacedReference reference) {
    return reference.namespace() + "/" + reference.name();
  }

  /** The same with everything that a value of somebody else's holds, and that is not here. */
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

  /** Without credentials; empty for what is no address that we know. */
  private static String place(String store) {
    try {
      return BucketAddress.parse(store).redacted();
    } catch (IllegalArgumentException unknown) {
      return "";
    }
  }

  /** The same, all of it published with this revision. */
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

  /** The same, with what was published since that revision not published any more. */
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
