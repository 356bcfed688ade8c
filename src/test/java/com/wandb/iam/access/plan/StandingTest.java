package com.wandb.iam.access.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.plan.Standing.Found;
import com.wandb.iam.access.plan.Standing.Intent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ownership of teams, custom roles and service accounts. A service account may have no creation
 * time.
 */
class StandingTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest(name = "{0} named {1} is {2}")
  @CsvSource({"vision, vision, Bound", "vision, speech, Renamed", "vision, , Deleted"})
  void id_in_status_decides_by_the_name(String name, @Nullable String actual, String expected) {
    assertThat(word(Standing.bound(name, actual))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} named {1}, created by the operator {2}, is {3}")
  @CsvSource({
    "vision, vision, true, Restored[adopted=false]",
    "vision, vision, false, Restored[adopted=true]",
    "vision, speech, true, Nothing[]",
    "vision, , true, Nothing[]"
  })
  void restored_id_counts_with_the_same_name(
      String name, @Nullable String actual, boolean created, String expected) {
    assertThat(Standing.restored(name, actual, created)).hasToString(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          free name is announced           |        |      | absent | true  | false | Announce
          free name is announced again     | vision |    0 | absent | true  | false | Announce
          older object is refused          |        |      | -60    | true  | false | Refused
          older object is adopted          |        |      | -60    | true  | true  | Adopt
          object since the intent is ours  | vision |    0 | 1      | true  | false | Ours
          object within tolerance is ours  | vision |    0 | -5     | true  | false | Ours
          object before it is refused      | vision |    0 | -6     | true  | false | Refused
          object before it is adopted      | vision |    0 | -6     | true  | true  | Adopt
          intent for another name is none  | speech |    0 | 1      | true  | false | Refused
          skewed clocks are waited for     | vision |    0 | 1      | false | true  | WaitForClocks
          skew does not matter unannounced |        |      | 1      | false | true  | Adopt
          unknown creation is refused      | vision |    0 | none   | true  | false | Refused
          undated account is ours          | vision |    0 | never  | false | false | Ours
          undated account is refused       |        |      | never  | true  | false | Refused
          object of a slow request is ours | vision |    0 | 11     | true  | false | Ours
          object made much later is others | vision |    0 | 12     | true  | false | Refused
          object made much later is found  | vision |    0 | 12     | true  | true  | Adopt
          undated account is not claimed   | vision |   -7 | never  | true  | false | Refused
          undated account is adopted       | vision |   -7 | never  | true  | true  | Adopt
          """)
  void name_decides_without_an_id(
      String label,
      @Nullable String intent,
      @Nullable Integer at,
      String found,
      boolean clocksAgree,
      boolean adopts,
      String expected) {
    var standing =
        Standing.named("vision", intent(intent, at), found(found), clocksAgree, adopts, NOON);
    assertThat(word(standing)).as(label).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing announced is nothing     |        | absent | 0 | true  | Nothing
          fresh intent can still arrive    | vision | absent | 0 | true  | WaitForArrival
          late intent is nothing           | vision | absent | 5 | true  | Nothing
          own object is ours               | vision | 1      | 0 | true  | Ours
          older object is left             | vision | -6     | 0 | true  | Nothing
          object of others is left         |        | 1      | 0 | true  | Nothing
          skewed clocks are waited for     | vision | 1      | 0 | false | WaitForClocks
          undated account is ours          | vision | never  | 0 | true  | Ours
          undated account is left later    | vision | never  | 361 | true  | Nothing
          object made much later is left   | vision | 12     | 0 | true  | Nothing
          """)
  void deletion_takes_own_objects_only(
      String label,
      @Nullable String intent,
      String found,
      int seconds,
      boolean clocksAgree,
      String expected) {
    var standing =
        Standing.deleting(
            "vision", intent(intent, 0), found(found), clocksAgree, NOON.plusSeconds(seconds));
    assertThat(word(standing)).as(label).isEqualTo(expected);
  }

  private static @Nullable Intent intent(@Nullable String name, @Nullable Integer minutes) {
    return name == null || minutes == null
        ? null
        : new Intent(name, NOON.plus(Duration.ofMinutes(minutes)));
  }

  private static @Nullable Found found(String word) {
    return switch (word) {
      case "absent" -> null;
      case "none" -> new Found(null, true);
      case "never" -> new Found(null, false);
      default -> new Found(NOON.plus(Duration.ofMinutes(Integer.parseInt(word))), true);
    };
  }

  private static String word(Standing standing) {
    return standing.getClass().getSimpleName();
  }
}
