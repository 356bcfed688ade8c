package com.wandb.iam.resources;

import com.wandb.iam.crd.v1alpha1.MemberState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of the roles that a membership granted in registries. The operator works with the
 * long form in {@code users[].registries}: {@code models:-m} is a registry, the former role and the
 * granted role, one letter each; {@code models} alone was written by an earlier version. Status has
 * the short form, which names each registry once: 200 users in 50 registries with long names would
 * otherwise not fit into an object of the API server.
 */
public final class RegistryShorthand {
  /** The letters of a role that was granted by an earlier version. */
  private static final String UNRECORDED = "-?";

  private static final String SEPARATOR = ":";
  private static final Pattern LETTERS = Pattern.compile(SEPARATOR + "[-rvma][-rvma?]$");

  /** The status of all users in the short form. */
  public record ShortForm(List<MemberState> users, List<String> registries) {}

  private RegistryShorthand() {}

  /** Returns the registry of an entry in the long form. */
  public static String name(String entry) {
    return hasLetters(entry) ? entry.substring(0, entry.lastIndexOf(SEPARATOR)) : entry;
  }

  /** Returns the letters of the former and the granted role of an entry in the long form. */
  public static String letters(String entry) {
    return hasLetters(entry) ? entry.substring(entry.lastIndexOf(SEPARATOR) + 1) : UNRECORDED;
  }

  /** A name may contain the separator, too, and must not be taken for another registry. */
  private static boolean hasLetters(String entry) {
    return LETTERS.matcher(entry).find();
  }

  /** Returns an entry in the long form. */
  public static String entry(String registry, String letters) {
    return registry + SEPARATOR + letters;
  }

  /** Returns the registries of a user in the long form. */
  public static List<String> names(MemberState state) {
    return state.registries().stream().map(RegistryShorthand::name).distinct().toList();
  }

  /** Returns users in the short form. */
  public static ShortForm shorten(List<MemberState> users) {
    var all = new TreeSet<String>();
    users.forEach(state -> all.addAll(names(state)));
    var registries = List.copyOf(all);
    return new ShortForm(
        with(users, state -> copy(state, List.of(), shortened(state, registries))), registries);
  }

  private static @Nullable String shortened(MemberState state, List<String> registries) {
    var numbers = new TreeMap<String, List<String>>();
    for (var entry : state.registries()) {
      numbers
          .computeIfAbsent(letters(entry), letters -> new ArrayList<>())
          .add(Integer.toString(registries.indexOf(name(entry))));
    }
    var words =
        numbers.entrySet().stream()
            .map(entry -> entry(entry.getKey(), String.join(",", entry.getValue())))
            .toList();
    return words.isEmpty() ? null : String.join(" ", words);
  }

  /** Returns users in the long form. Leaves out numbers without a registry. */
  public static List<MemberState> expand(List<MemberState> users, List<String> registries) {
    return with(users, state -> expanded(state, registries));
  }

  private static MemberState expanded(MemberState state, List<String> registries) {
    var text = state.registryRoles();
    if (text == null) {
      return state;
    }
    var entries = new TreeSet<>(state.registries());
    for (var word : text.split(" ", -1)) {
      var parts = word.split(SEPARATOR, 2);
      if (parts.length == 2) {
        Arrays.stream(parts[1].split(",", -1))
            .filter(number -> number.matches("[0-9]{1,4}"))
            .map(Integer::parseInt)
            .filter(number -> number < registries.size())
            .forEach(number -> entries.add(entry(registries.get(number), parts[0])));
      }
    }
    return copy(state, List.copyOf(entries), null);
  }

  private static List<MemberState> with(
      List<MemberState> users, UnaryOperator<MemberState> change) {
    return users.stream().map(change).toList();
  }

  private static MemberState copy(
      MemberState state, List<String> registries, @Nullable String registryRoles) {
    return new MemberState(
        state.email(),
        state.username(),
        state.id(),
        state.state(),
        state.role(),
        state.effectiveRegistryRole(),
        registries,
        state.message(),
        state.adopted(),
        registryRoles,
        state.created());
  }
}
