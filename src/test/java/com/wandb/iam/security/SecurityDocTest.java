package com.wandb.iam.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the tests named in SECURITY.md exist and that each claim names a test. */
class SecurityDocTest {
  private static final Path DOCUMENT = Path.of(".github", "SECURITY.md");
  private static final Path TESTS = Path.of("src", "test", "java", "com", "wandb", "iam");

  /** Such as {@code `loop/OwnershipIT.foreign_secret_is_not_changed`}. */
  private static final Pattern TEST = Pattern.compile("`([a-z/]+/)?(\\w+(?:Test|IT))\\.(\\w+)`");

  private static String document() throws IOException {
    return Files.readString(DOCUMENT);
  }

  @Test
  void every_named_test_exists() throws IOException {
    var named = TEST.matcher(document()).results().toList();
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named.stream().filter(test -> !exists(test)).map(MatchResult::group)).isEmpty();
  }

  @Test
  void every_claim_of_its_tables_names_a_test() throws IOException {
    var tables = document();
    var begin = tables.indexOf("## What it withstands");
    var end = tables.indexOf("## What it does not withstand");
    assertThat(begin).isPositive().isLessThan(end);
    List<String> claims =
        tables
            .substring(begin, end)
            .lines()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.startsWith("| --- ") && !line.startsWith("| attack "))
            .toList();
    assertThat(claims)
        .hasSizeGreaterThan(20)
        .allSatisfy(claim -> assertThat(TEST.matcher(claim).find()).as(claim).isTrue());
  }

  @Test
  void every_named_file_and_chart_value_exists() throws IOException {
    var files = Pattern.compile("`((?:src|helm|crds|examples|\\.github)/[\\w./-]+)`");
    assertThat(
            files
                .matcher(document())
                .results()
                .map(match -> match.group(1))
                .filter(file -> !Files.exists(Path.of(file))))
        .isEmpty();
    var values = Files.readString(Path.of("helm", "wandb-iam-operator", "values.yaml"));
    var settings = Pattern.compile("(?m)^\\| `([\\w.]+)(?:: [^`]*)?` \\|").matcher(document());
    assertThat(settings.results().map(match -> match.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(
            path -> {
              var keys = path.split("\\.");
              assertThat(values).containsPattern("(?m)^ *" + keys[keys.length - 1] + ":");
              assertThat(values).containsPattern("(?m)^" + keys[0] + ":");
            });
  }

  private static boolean exists(MatchResult named) {
    return source(Optional.ofNullable(named.group(1)).orElse(""), named.group(2))
        .filter(source -> isTest(source, named.group(3)))
        .isPresent();
  }

  private static Optional<String> source(String where, String type) {
    try {
      var file = TESTS.resolve(where).resolve(type + ".java");
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isTest(String source, String method) {
    int at = source.indexOf("void " + method + "(");
    if (at < 0) {
      return false;
    }
    var member = source.substring(source.lastIndexOf("\n\n", at), at);
    return Pattern.compile("@(Test|ParameterizedTest|Property)\\b").matcher(member).find();
  }
}
