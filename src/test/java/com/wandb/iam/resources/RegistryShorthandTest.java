package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.crd.v1alpha1.MemberState;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryShorthandTest {
  private static final List<String> LETTERS = List.of("-r", "-m", "va", "-?", "av");

  private static MemberState user(String id, List<String> registries) {
    return new MemberState(null, id, id, "Synced", "Member", null, registries, null, null);
  }

  private static MemberState shortUser(String text) {
    return new MemberState(null, "a", "a", null, null, null, List.of(), null, null, text, null);
  }

  @Test
  void name_with_the_separator_is_no_other_registry() {
    for (var name : List.of("models:x", "models", "a:b:c")) {
      var entry = RegistryShorthand.entry(name, "-m");
      assertThat(RegistryShorthand.name(entry)).isEqualTo(name);
      assertThat(RegistryShorthand.letters(entry)).isEqualTo("-m");
      assertThat(RegistryShorthand.name(name)).as("earlier form").isEqualTo(name);
      var users = List.of(user("a", List.of(entry)));
      var shown = RegistryShorthand.shorten(users);
      assertThat(RegistryShorthand.expand(shown.users(), shown.registries())).isEqualTo(users);
    }
  }

  @Test
  void short_form_names_each_registry_once() {
    var users =
        List.of(user("a", List.of("data:-v", "models:-m")), user("b", List.of("models:-m")));
    var shown = RegistryShorthand.shorten(users);
    assertThat(shown.registries()).containsExactly("data", "models");
    assertThat(shown.users())
        .extracting(MemberState::registryRoles)
        .containsExactly("-m:1 -v:0", "-m:1");
    assertThat(shown.users()).allMatch(state -> state.registries().isEmpty());
  }

  @Test
  void long_form_is_restored() {
    var random = new Random(7);
    for (int round = 0; round < 200; round++) {
      var users = new ArrayList<MemberState>();
      for (int number = 0; number < 5; number++) {
        var entries = new TreeSet<String>();
        for (int registry = 0; registry < 12; registry++) {
          if (random.nextBoolean()) {
            entries.add("r." + registry + ":" + LETTERS.get(random.nextInt(LETTERS.size())));
          }
        }
        users.add(user("u" + number, List.copyOf(entries)));
      }
      var shown = RegistryShorthand.shorten(users);
      assertThat(RegistryShorthand.expand(shown.users(), shown.registries())).isEqualTo(users);
    }
  }

  @Test
  void status_of_an_earlier_version_names_registries() {
    var earlier = List.of(user("a", List.of("models", "data")));
    assertThat(RegistryShorthand.expand(earlier, List.of())).isEqualTo(earlier);
    assertThat(RegistryShorthand.names(earlier.getFirst())).containsExactly("models", "data");
    var shown = RegistryShorthand.shorten(earlier);
    assertThat(shown.users().getFirst().registryRoles()).isEqualTo("-?:1,0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"-m:7 | ''", "-m:x,0 | models:-m", "-m | ''", "odd:0 | models:odd", "-m: | ''"})
  void unreadable_word_is_left_out(String text, String entries) {
    var read = RegistryShorthand.expand(List.of(shortUser(text)), List.of("models"));
    assertThat(String.join(",", read.getFirst().registries())).isEqualTo(entries);
    assertThat(read.getFirst().registries())
        .allMatch(e -> RegistryShorthand.letters(e).length() == 2);
  }

  /**
   * 200 declared users and 200 leaving ones, each in 50 registries with names of full length. The
   * texts are as long as the schema permits.
   */
  @Test
  void largest_status_is_smaller_than_one_megabyte() throws JsonProcessingException {
    var users = new ArrayList<MemberState>();
    for (int number = 0; number < 400; number++) {
      var registries = new ArrayList<String>();
      for (int registry = 0; registry < 50; registry++) {
        var name = (number < 200 ? "a" : "b") + registry;
        registries.add(name + "x".repeat(128 - name.length()) + ":" + LETTERS.get(registry % 5));
      }
      users.add(
          new MemberState(
              "e".repeat(254),
              "u".repeat(128),
              "i".repeat(64),
              "IdentityChanged",
              "r".repeat(128),
              "f".repeat(64),
              registries,
              "m".repeat(1000),
              true));
    }
    var shown = RegistryShorthand.shorten(users);
    assertThat(shown.registries()).hasSize(100);
    assertThat(shown.users()).allMatch(state -> state.registryRoles().length() <= 1024);
    var status =
        new TeamMembershipStatus(
            1L,
            "t",
            "t",
            "s",
            null,
            400,
            0,
            shown.users(),
            shown.registries(),
            List.of(),
            Map.of(),
            List.of());
    var json = new ObjectMapper().writeValueAsBytes(status);
    assertThat(json.length).isLessThan(1024 * 1024);
    assertThat(new String(json, StandardCharsets.UTF_8)).contains("registryRoles");
  }
}
