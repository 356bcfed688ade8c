package com.wandb.iam.loop.mock;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that each reason of a condition is the result of a case of this level. */
class EveryReasonIsGivenTest {
  static final List<Class<?>> LEVEL =
      List.of(
          AccountLoopTest.class,
          ConnectorLoopTest.class,
          MembershipLoopTest.class,
          RoleLoopTest.class,
          ServerLoopTest.class,
          SomeNamespacesLoopTest.class,
          TeamLoopTest.class);

  /**
   * Reasons that no case here can show: the first is only used in an event; the others are
   * documented and unused.
   */
  private static final Set<Reason> ELSEWHERE =
      EnumSet.of(
          Reason.OverlapEnforced,
          Reason.NotYetReconciled,
          Reason.NameTaken,
          Reason.SomeFailed,
          Reason.Degraded,
          Reason.DeletionBlocked);

  private static Stream<String> rows() {
    return LEVEL.stream().flatMap(EveryReasonIsGivenTest::rows);
  }

  private static Stream<String> rows(Class<?> level) {
    return Stream.of(level.getDeclaredMethods())
        .flatMap(method -> Stream.of(method.getAnnotationsByType(CsvSource.class)))
        .flatMap(source -> source.textBlock().lines())
        .map(String::strip)
        .filter(row -> !row.isEmpty() && !row.startsWith("#"));
  }

  /** Returns the results of a row, including intermediate ones. */
  private static Stream<String> outcomes(String row) {
    var columns = row.split("\\|", -1);
    return Stream.concat(
        Stream.of(columns[1], columns[2])
            .flatMap(column -> Arrays.stream(column.split(";")))
            .map(String::strip)
            .filter(step -> step.startsWith("see "))
            .map(step -> step.substring("see ".length())),
        Stream.of(columns[3]));
  }

  private static Stream<String> conditions() {
    return rows().flatMap(EveryReasonIsGivenTest::outcomes).flatMap(Expectation::conditions);
  }

  private static Set<String> reasons() {
    return conditions().map(words -> words.split("[-+?]")[1]).collect(Collectors.toSet());
  }

  @Test
  void every_reason_is_the_outcome_of_a_case() {
    assertThat(reasons())
        .containsAll(
            Stream.of(Reason.values())
                .filter(reason -> !ELSEWHERE.contains(reason))
                .map(Reason::name)
                .toList());
  }

  @Test
  void exceptions_are_no_longer_than_needed() {
    assertThat(reasons())
        .doesNotContainAnyElementsOf(ELSEWHERE.stream().map(Reason::name).toList());
  }

  @Test
  void every_condition_is_the_outcome_of_a_case() {
    assertThat(conditions().map(words -> words.split("[-+?]")[0]))
        .containsAll(Stream.of(ConditionType.values()).map(ConditionType::name).toList());
  }

  @Test
  void names_of_cases_are_short_and_unique_in_their_table() {
    for (var level : LEVEL) {
      var names = rows(level).map(row -> row.split("\\|")[0].strip()).toList();
      assertThat(names).doesNotHaveDuplicates();
      assertThat(names).allSatisfy(name -> assertThat(name).matches("[a-z0-9_]{1,60}"));
    }
  }
}
