package com.wandb.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Counts phrases without an actor, long sentences, and test names that are sentences. The counts
 * are in {@code language-counts.txt} and may only fall.
 */
class LanguageTest {
  private static final Path COUNTS =
      Path.of("src/test/resources/com/wandb/iam/language/language-counts.txt");
  private static final int LONGEST_SENTENCE = 30;
  private static final int LONGEST_NAME = 60;
  private static final int SHOWN = 20;

  private static final List<String> PHRASES =
      List.of(
          "looked at",
          "anew",
          "nobody",
          "somebody",
          "by itself",
          "unless told",
          "the key before",
          "of before",
          "stands in",
          "sees to",
          "carried out");

  private static final Pattern SPOKEN =
      Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*+|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"");
  private static final Pattern TEST_NAME =
      Pattern.compile("(?s)@(?:Test|ParameterizedTest|Property)\\b.*?\\bvoid (\\w+)\\(");
  private static final Pattern RELATIVE =
      Pattern.compile("(?:^|_)(?:that|who|whom|whose|which|what|whoever|whatever)(?:_|$)");

  /** A match and its file. */
  private record Found(String what, Path file, String text) {}

  @Test
  void counts_only_fall() throws IOException {
    var found = all();
    var counts =
        found.stream()
            .collect(Collectors.groupingBy(Found::what, TreeMap::new, Collectors.counting()));
    var stored = stored();
    assertThat(lines(counts))
        .as(
            "Store these counts in %s if they fell. Rewrite what is new if they rose:%n%s",
            COUNTS, risen(found, counts, stored))
        .isEqualTo(lines(stored));
  }

  private static String risen(
      List<Found> found, Map<String, Long> counts, Map<String, Long> stored) {
    return found.stream()
        .filter(one -> counts.get(one.what()) > stored.getOrDefault(one.what(), 0L))
        .limit(SHOWN)
        .map(one -> one.what() + ": " + one.file() + ": " + one.text())
        .collect(Collectors.joining("\n"));
  }

  private static String lines(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Long> stored() throws IOException {
    return Files.readAllLines(COUNTS).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" = "))
        .collect(
            Collectors.toMap(
                parts -> parts[0], parts -> Long.valueOf(parts[1]), Long::sum, TreeMap::new));
  }

  private static List<Found> all() throws IOException {
    var found = new ArrayList<Found>();
    for (var file : files("src/main/java", ".java")) {
      SPOKEN
          .matcher(Files.readString(file))
          .results()
          .forEach(part -> count(found, "code", file, part.group()));
    }
    for (var folder : List.of("crds", "helm", "examples", ".github", "src/dev/image")) {
      for (var file : files(folder, ".md")) {
        count(found, "documentation", file, Files.readString(file));
      }
    }
    count(found, "documentation", Path.of("README.md"), Files.readString(Path.of("README.md")));
    for (var file : files("crds", ".yml")) {
      count(found, "descriptions", file, Files.readString(file));
    }
    for (var file : files("src/test/java", ".java")) {
      TEST_NAME
          .matcher(Files.readString(file))
          .results()
          .map(match -> match.group(1))
          .forEach(name -> countName(found, file, name));
    }
    return found;
  }

  private static void count(List<Found> found, String where, Path file, String text) {
    var plain = text.replaceAll("\\s*\\n\\s*(?:\\*|//)?\\s*", " ").toLowerCase(Locale.ROOT);
    for (var phrase : PHRASES) {
      Pattern.compile("\\b" + phrase + "\\b")
          .matcher(plain)
          .results()
          .forEach(
              match ->
                  found.add(
                      new Found(
                          "\"" + phrase + "\" in " + where, file, around(plain, match.start()))));
    }
    Stream.of(plain.split("[.;:|!?](?:\\s|$)|<p>|@param|@return|@throws"))
        .filter(sentence -> sentence.strip().split("\\s+").length > LONGEST_SENTENCE)
        .forEach(
            sentence -> found.add(new Found("long sentence in " + where, file, sentence.strip())));
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 60));
  }

  private static void countName(List<Found> found, Path file, String name) {
    if (name.length() > LONGEST_NAME) {
      found.add(new Found("long test name", file, name));
    }
    if (RELATIVE.matcher(name).find()) {
      found.add(new Found("relative clause in a test name", file, name));
    }
  }

  private static List<Path> files(String folder, String ending) {
    try (var files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
