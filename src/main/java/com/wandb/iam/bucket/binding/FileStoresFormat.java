package com.wandb.iam.bucket.binding;

import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.bucket.binding.FileStores.Publication;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The format of {@link FileStores} in the state Secret: one data key for each entry. */
final class FileStoresFormat {
  private static final String FORMER = "former";
  private static final String SOURCE = "source";

  private FileStoresFormat() {}

  /** Returns the content of the state Secret. */
  static Map<String, String> data(FileStores stores) {
    var data = new TreeMap<String, String>();
    stores.entries().forEach((key, entry) -> data.put(key, text(entry)));
    if (stores.former() != null) {
      data.put(FORMER, stores.former());
    }
    if (stores.source() != null) {
      data.put(SOURCE, stores.source());
    }
    return data;
  }

  private static String text(Entry entry) {
    var lines = new ArrayList<String>();
    lines.add("store=" + entry.store());
    lines.add("place=" + entry.place());
    lines.add("owner=" + entry.owner());
    lines.add("teams=" + String.join(",", new TreeSet<>(entry.teams())));
    if (entry.published() != null) {
      lines.add(
          "published=" + entry.published().fingerprint() + "/" + entry.published().revision());
    }
    return String.join("\n", lines);
  }

  /** Returns the state that a Secret contains. */
  static FileStores parse(Map<String, String> data) {
    var entries = new TreeMap<String, Entry>();
    data.forEach(
        (key, text) -> {
          if (!key.equals(FORMER) && !key.equals(SOURCE)) {
            entries.put(key, entry(text));
          }
        });
    return new FileStores(entries, data.get(FORMER), data.get(SOURCE));
  }

  private static Entry entry(String text) {
    var values = new TreeMap<String, String>();
    text.lines()
        .map(line -> line.split("=", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> values.put(parts[0], parts[1]));
    var teams = values.getOrDefault("teams", "");
    return new Entry(
        values.getOrDefault("store", ""),
        values.getOrDefault("place", ""),
        values.getOrDefault("owner", ""),
        teams.isEmpty() ? Set.of() : Set.of(teams.split(",")),
        publication(values.get("published")));
  }

  private static @Nullable Publication publication(@Nullable String text) {
    if (text == null || !text.matches("[0-9a-f]+/[0-9]{1,18}")) {
      return null;
    }
    var parts = text.split("/", 2);
    return new Publication(parts[0], Long.parseLong(parts[1]));
  }
}
