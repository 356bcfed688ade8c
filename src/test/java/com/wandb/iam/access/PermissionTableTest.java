package com.wandb.iam.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Comparison of the code's cells with the tables in the documentation. */
class PermissionTableTest {
  private record Row(String area, String permission, List<String> cells) {}

  private static List<Row> table() {
    try (var in = PermissionTableTest.class.getResourceAsStream("permission-table.md")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(2).map(PermissionTableTest::row).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Row row(String line) {
    var columns = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return new Row(columns.get(1), columns.get(2), columns.subList(3, 8));
  }

  static Stream<Arguments> cells() {
    return table().stream()
        .flatMap(
            row ->
                Arrays.stream(Holder.values())
                    .map(
                        holder ->
                            arguments(
                                row.area(),
                                row.permission(),
                                holder,
                                row.cells().get(holder.ordinal()))));
  }

  @ParameterizedTest(name = "{0} / {1} / {2} is \"{3}\"")
  @MethodSource("cells")
  void the_cell_is_as_on_the_page(String area, String permission, Holder holder, String cell) {
    var expected =
        switch (cell) {
          case "X" -> Extent.ALL;
          case "own" -> Extent.OWN;
          default -> Extent.NONE;
        };
    assertThat(action(area, permission).extent(holder)).isEqualTo(expected);
  }

  private static Action action(String area, String permission) {
    return Arrays.stream(Action.values())
        .filter(action -> action.area().displayName().equals(area))
        .filter(action -> action.sentence().equals(permission))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void there_is_no_row_but_those_of_the_page() {
    assertThat(table()).hasSize(Action.values().length).hasSize(27);
  }

  /**
   * Skips System Admin and Registry Admin, because they are assigned in addition to a team role and
   * tested elsewhere.
   */
  static Stream<Arguments> cellsOfTheirOwn() {
    return cells()
        .filter(
            cell ->
                switch ((Holder) cell.get()[2]) {
                  case SYSTEM_ADMIN -> cell.get()[0].equals("System settings");
                  case REGISTRY_ADMIN -> cell.get()[0].equals("Model Registry");
                  case VIEW_ONLY, MEMBER, TEAM_ADMIN -> true;
                });
  }

  /** Checks each cell through {@link PermissionModel#can}. */
  @ParameterizedTest(name = "{0} / {1} / {2} is \"{3}\"")
  @MethodSource("cellsOfTheirOwn")
  void every_cell_of_the_table_decides_its_action(
      String area, String permission, Holder holder, String cell) {
    var action = action(area, permission);
    var somebody = Persons.holding(holder);
    var of = Target.of("vision");
    assertThat(PermissionModel.can(somebody, action, of.by("somebody else")).allowed())
        .isEqualTo(cell.equals("X"));
    assertThat(PermissionModel.can(somebody, action, of.by(somebody.name())).allowed())
        .isEqualTo(!cell.isEmpty());
  }
}
