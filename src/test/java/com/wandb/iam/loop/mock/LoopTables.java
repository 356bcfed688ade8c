package com.wandb.iam.loop.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Each table of this level as one test. Mutation tests execute each test alone, so that a table
 * would start the operator once for each of its cases.
 */
class LoopTables {
  static Stream<Class<?>> tables() {
    return EveryReasonIsGivenTest.LEVEL.stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void table_is_green(Class<?> table) {
    var seen = new SummaryGeneratingListener();
    var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(table)).build();
    LauncherFactory.create().execute(request, seen);
    assertThat(seen.getSummary().getFailures()).isEmpty();
    assertThat(seen.getSummary().getTestsSucceededCount()).isPositive();
  }
}
