package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.reconcile.ReconcileResult.Retry;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Failures failures = new Failures();

  private static WandbException unavailable(@Nullable Duration after) {
    return new WandbException.Unavailable(Outage.CONNECTION, "words", false, after, null);
  }

  private static WandbException refused(Refusal reason) {
    return new WandbException.Refused(reason, "words");
  }

  static Stream<Arguments> waits() {
    return Stream.of(
        Arguments.of(new WandbException.Throttled("words", null), Reason.Throttled, null),
        Arguments.of(new WandbException.Throttled("words", MINUTE), Reason.Throttled, MINUTE),
        Arguments.of(unavailable(null), Reason.Unreachable, null),
        Arguments.of(unavailable(MINUTE), Reason.Unreachable, MINUTE),
        Arguments.of(refused(Refusal.UNAUTHENTICATED), Reason.Unauthorized, null),
        Arguments.of(new WandbException.Conflict("words", true), Reason.Pending, null),
        Arguments.of(new WandbException.NotFound("words"), Reason.Pending, null));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void passing_error_waits(WandbException error, Reason reason, @Nullable Duration after) {
    assertThat(failures.conclude(error))
        .isEqualTo(
            after == null
                ? ReconcileResult.waiting(reason, "Words.")
                : ReconcileResult.waiting(reason, "Words.", after));
  }

  static Stream<Arguments> blocks() {
    return Stream.of(
        Arguments.of(refused(Refusal.FORBIDDEN), Reason.Forbidden),
        Arguments.of(refused(Refusal.LICENCE), Reason.LicenceRequired),
        Arguments.of(refused(Refusal.SEATS), Reason.SeatLimit),
        Arguments.of(refused(Refusal.SWITCHED_OFF), Reason.SwitchedOff),
        Arguments.of(refused(Refusal.STORAGE_PROVIDER), Reason.ProviderNotAllowed),
        Arguments.of(refused(Refusal.BUCKET), Reason.BucketUnreachable),
        Arguments.of(new WandbException.Conflict("words", false), Reason.Conflict),
        Arguments.of(new WandbException.Invalid("words"), Reason.ServerRejected));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void lasting_error_blocks(WandbException error, Reason reason) {
    assertThat(failures.conclude(error)).isEqualTo(ReconcileResult.blocked(reason, "Words."));
  }

  /** No refusal ends the retries, because a user can remove its cause on the server. */
  @ParameterizedTest
  @EnumSource(Refusal.class)
  void refusal_is_retried(Refusal refusal) {
    assertThat(failures.conclude(refused(refusal)).retry()).isEqualTo(Retry.BACKING_OFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          500 | etcd is down | Kubernetes API error: etcd is down.
          403 | not allowed  | Kubernetes API error: not allowed.
          500 |              | Kubernetes API error: no answer (KubernetesClientException).
          """)
  void kubernetes_error_waits_with_its_message(int code, @Nullable String words, String message) {
    var status = new StatusBuilder().withCode(code).withMessage(words).build();
    assertThat(failures.conclude(error(code, status)))
        .isEqualTo(ReconcileResult.waiting(Reason.Error, message));
  }

  @Test
  void kubernetes_error_without_answer_waits() {
    assertThat(failures.conclude(error(0, null)))
        .isEqualTo(
            ReconcileResult.waiting(
                Reason.Error, "Kubernetes API error: no answer (KubernetesClientException)."));
  }

  @Test
  void change_by_another_client_is_pending() {
    var result = failures.conclude(error(409, new StatusBuilder().withMessage("stale").build()));
    assertThat(result.retry()).isEqualTo(Retry.BACKING_OFF);
    assertThat(result.finding(ConditionType.Ready).orElseThrow())
        .satisfies(
            ready -> {
              assertThat(ready.reason()).isEqualTo(Reason.Pending);
              assertThat(ready.message()).startsWith("Another client changed");
            });
  }

  private static KubernetesClientException error(int code, @Nullable Status status) {
    return new KubernetesClientException("raw", code, status);
  }
}
