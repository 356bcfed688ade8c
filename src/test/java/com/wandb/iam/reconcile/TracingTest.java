package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.Correlation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TracingTest {
  @Test
  void log_lines_and_requests_of_a_pass_have_its_id() {
    var id = Tracing.pass(() -> MDC.get("trace.id"));
    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(MDC.get("trace.id")).as("after the pass").isNull();
    assertThat(Tracing.pass(() -> Correlation.current().equals(correlated()))).isTrue();
    assertThat(Tracing.pass(() -> MDC.get("trace.id"))).as("another pass").isNotEqualTo(id);
  }

  private static Optional<String> correlated() {
    return Optional.of(MDC.get("trace.id"));
  }
}
