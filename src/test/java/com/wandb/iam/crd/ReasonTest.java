package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

  @ParameterizedTest
  @EnumSource
  void reason_has_its_meaning_and_fix_in_sentences(Reason reason) {
    assertThat(reason.name()).matches("[A-Z][A-Za-z0-9]{1,127}");
    assertThat(reason.meaning()).endsWith(".");
    reason
        .remedy()
        .ifPresent(remedy -> assertThat(remedy).endsWith(".").isNotEqualTo(reason.meaning()));
  }
}
