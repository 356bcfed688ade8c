package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReconcileErrorsTest {
  private final List<String> suspects = new ArrayList<>();
  private final ReconcileErrors errors = new ReconcileErrors(suspects::add);
  private final TeamPass pass = TeamPass.of("", "serverName: central");

  private ReconcileResult attempt(Throwable thrown) {
    return errors.attempt(pass, failing(thrown), Function.identity());
  }

  private static Supplier<ReconcileResult> failing(Throwable thrown) {
    return () -> {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    };
  }

  /** The flag of an interrupted test must not reach another one. */
  @AfterEach
  void end() {
    Thread.interrupted();
  }

  static Stream<Arguments> conclusions() {
    var rejection = ReconcileResult.rejected(Reason.Conflict, "words");
    return Stream.of(
        Arguments.of(new ReconcileAbort(rejection), rejection),
        Arguments.of(
            new WandbException.NotFound("gone"), ReconcileResult.waiting(Reason.Pending, "Gone.")),
        Arguments.of(
            new KubernetesClientException("raw", 500, null),
            ReconcileResult.waiting(
                Reason.Error, "Kubernetes API error: no answer (KubernetesClientException).")),
        Arguments.of(new IllegalArgumentException("secret words"), unexpected("IllegalArgument")),
        Arguments.of(new StackOverflowError("secret words"), unexpected("StackOverflow")));
  }

  private static ReconcileResult unexpected(String kind) {
    var name = kind.startsWith("Stack") ? kind + "Error" : kind + "Exception";
    return ReconcileResult.waiting(
        Reason.Error, "The operator failed unexpectedly (" + name + "). See its log for details.");
  }

  @ParameterizedTest
  @MethodSource("conclusions")
  void error_becomes_a_result(Throwable thrown, ReconcileResult result) {
    assertThat(attempt(thrown)).isEqualTo(result);
    assertThat(suspects).isEmpty();
  }

  @Test
  void work_without_error_keeps_its_result() {
    assertThat(errors.attempt(pass, () -> "done", ReconcileResult::toString)).isEqualTo("done");
  }

  @Test
  void outdated_resource_is_left_to_the_runner() {
    var stale = StaleResourceException.byAnother();
    assertThatThrownBy(() -> attempt(stale)).isSameAs(stale);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void only_a_refused_key_makes_the_server_suspect(Refusal refusal) {
    attempt(new WandbException.Refused(refusal, "words"));
    assertThat(suspects)
        .isEqualTo(refusal == Refusal.UNAUTHENTICATED ? List.of("central") : List.of());
  }

  @Test
  void resource_without_server_suspects_none() {
    var refused = new WandbException.Refused(Refusal.UNAUTHENTICATED, "words");
    errors.attempt(TeamPass.of("", ""), failing(refused), Function.identity());
    assertThat(suspects).isEmpty();
  }

  /** The operator stops, so that nothing is written about the error. */
  @Test
  void error_of_an_interrupted_thread_has_no_result() {
    var cause = new IllegalArgumentException("interrupted");
    Thread.currentThread().interrupt();
    assertThatIllegalStateException().isThrownBy(() -> attempt(cause)).withCause(cause);
  }
}
