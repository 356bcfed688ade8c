package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.account.key.Deliveries.Undelivered;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static String message(Undelivered... undelivered) {
    return Deliveries.result(List.of(undelivered), "ml")
        .finding(ConditionType.Ready)
        .orElseThrow()
        .message();
  }

  @Test
  void missing_consent_is_explained() {
    assertThat(message(new Undelivered(Reason.ConsentMissing, "No.", true)))
        .contains("add ml to the annotation iam.wandb.com/accept-secrets-from");
  }

  @Test
  void consenting_namespace_needs_no_consent() {
    assertThat(message(new Undelivered(Reason.ConsentMissing, "No.", false)))
        .isEqualTo("spec.secret.deliverTo: No. Everything else is in sync.");
  }
}
