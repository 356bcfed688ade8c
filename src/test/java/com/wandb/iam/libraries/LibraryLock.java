package com.wandb.iam.libraries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The committed list of libraries, one a line: coordinates, SHA-256, licences. {@code src/dev/run
 * lock} writes it.
 */
final class LibraryLock {
  static final Path FILE = Path.of("src", "dev", "libraries.lock");

  /** CycloneDX has the licences. It writes this file only while Maven is online. */
  private static final Path COMPONENTS = Path.of("target", "bom.json");

  /** Licence names of POMs without an SPDX identifier. */
  private static final Map<String, String> IDENTIFIERS = Map.of("Apache 2 License", "Apache-2.0");

  /** One line of the file. */
  record Entry(String coordinates, String sha256, List<String> licences) {}

  private LibraryLock() {}

  /** Writes the libraries of the latest build. */
  public static void main(String[] arguments) throws IOException {
    var licences = licences();
    var lines =
        Library.resolved().stream()
            .map(
                one ->
                    String.join(
                        " ",
                        one.coordinates(),
                        one.sha256(),
                        String.join(
                            ",", licences.getOrDefault(one.coordinates(), List.of("none")))))
            .toList();
    Files.write(FILE, lines);
    System.out.println(lines.size() + " libraries in " + FILE);
  }

  static List<Entry> read() throws IOException {
    return Files.readAllLines(FILE).stream()
        .map(line -> line.split(" ", 3))
        .map(parts -> new Entry(parts[0], parts[1], Arrays.asList(parts[2].split(","))))
        .toList();
  }

  /** Returns the licences by coordinates. */
  private static Map<String, List<String>> licences() throws IOException {
    var found = new HashMap<String, List<String>>();
    for (var component : new ObjectMapper().readTree(COMPONENTS.toFile()).get("components")) {
      var coordinates =
          List.of("group", "name", "version").stream()
              .map(field -> component.get(field).asText())
              .collect(Collectors.joining(":"));
      var names =
          StreamSupport.stream(component.path("licenses").spliterator(), false)
              .map(LibraryLock::identifier)
              .toList();
      if (!names.isEmpty()) {
        found.put(coordinates, names);
      }
    }
    return found;
  }

  private static String identifier(JsonNode entry) {
    var licence = entry.path("license");
    var name =
        entry.has("expression")
            ? entry.get("expression").asText()
            : licence.has("id") ? licence.get("id").asText() : licence.path("name").asText();
    // A name with a space or a comma would not be a single field of the line.
    return IDENTIFIERS.getOrDefault(name, name).replaceAll("[ ,]+", "-");
  }
}
