package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Team;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateFilterTest {
  private static Team team(String metadata, String status) {
    return TeamPass.team("name: vision, namespace: ml, " + metadata, status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          generation: 1 | generation: 2 | true
          generation: 1 | generation: 1, deletionTimestamp: '2026-03-01T12:00:00Z' | true
          generation: 1, finalizers: [a] | generation: 1 | true
          generation: 1 | generation: 1, annotations: {iam.wandb.com/reconcile: '1'} | true
          annotations: {a: '1'} | annotations: {a: '2'} | true
          generation: 1, resourceVersion: '1' | generation: 1, resourceVersion: '2' | false
          generation: 1, labels: {a: b} | generation: 1, labels: {a: c} | false
          generation: 1 | generation: 1 | false
          """)
  void change_by_a_user_is_enqueued(String before, String now, boolean accepted) {
    var filter = new UpdateFilter<Team>();
    assertThat(filter.accept(team(now, ""), team(before, ""))).isEqualTo(accepted);
    assertThat(filter.accept(team(now, "id: other"), team(before, "id: one"))).isEqualTo(accepted);
  }
}
