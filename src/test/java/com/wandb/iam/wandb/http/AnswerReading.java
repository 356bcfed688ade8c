package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Calls of the client to a server with one fixed answer. */
final class AnswerReading {
  private AnswerReading() {}

  static <T> T from(String body, Function<WandbApi, T> read, String... headers) {
    try (var server = ScriptedServer.always(200, body, headers);
        var api = Connections.to(server.url())) {
      return read.apply(api);
    }
  }

  static <T> List<T> listFrom(String body, Function<WandbApi, List<T>> read) {
    return from(body, read);
  }

  static boolean found(String body, Function<WandbApi, Optional<?>> read) {
    return from(body, read).isPresent();
  }

  static void assertMalformed(Unavailable error, String message) {
    assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
    assertThat(error).hasMessageContaining(message);
  }
}
