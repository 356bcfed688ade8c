package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Unavailable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Checks that a process without the lease sends no request, wherever it was interrupted. */
class FenceContractTest {
  private static void assertNotLeading(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            Unavailable.class,
            error -> {
              assertThat(error.reason()).isEqualTo(Unavailable.Outage.NOT_LEADING);
              assertThat(error.outcomeUnknown()).isFalse();
            });
  }

  private static void create(WandbApi api) {
    api.teams().create("vision", List.of(), null);
  }

  @Test
  void nothing_is_sent_while_the_fence_is_closed() {
    try (var server = ScriptedServer.always(200, "{}");
        var api = Connections.fenced(server.url(), () -> false)) {
      assertThatThrownBy(() -> api.users().list()).satisfies(FenceContractTest::assertNotLeading);
      assertThatThrownBy(() -> create(api)).satisfies(FenceContractTest::assertNotLeading);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void fence_closed_while_connecting_withholds_the_body() {
    var asked = new AtomicInteger();
    try (var server = ScriptedServer.always(200, "{}");
        var api = Connections.fenced(server.url(), () -> asked.incrementAndGet() == 1)) {
      assertThatThrownBy(() -> create(api)).satisfies(FenceContractTest::assertNotLeading);
      assertThat(asked).hasValue(2);
      // Waits, because the caller may return before the server has read the request.
      await("the head of the request").until(() -> !server.received().isEmpty());
      assertThat(server.received())
          .as("the head of the request; its body never comes")
          .singleElement()
          .satisfies(request -> assertThat(request.header("Content-Length")).isNotEqualTo("0"))
          .satisfies(request -> assertThat(request.body()).isEmpty());
    }
  }
}
