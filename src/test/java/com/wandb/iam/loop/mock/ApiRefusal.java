package com.wandb.iam.loop.mock;

import io.fabric8.mockwebserver.http.MockResponse;
import org.jspecify.annotations.Nullable;

/** Thrown to end a request with a status code other than 2xx. */
final class ApiRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int code;
  private final String reason;
  private final @Nullable String cause;

  ApiRefusal(int code, String reason, String message, @Nullable String cause) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.cause = cause;
  }

  MockResponse answer() {
    var status =
        ApiTrees.JSON
            .createObjectNode()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("status", "Failure")
            .put("message", getMessage())
            .put("reason", reason)
            .put("code", code);
    if (cause != null) {
      status.putObject("details").putArray("causes").addObject().put("reason", cause);
    }
    return ApiTrees.json(code, status);
  }

  static ApiRefusal notFound(String what) {
    return new ApiRefusal(404, "NotFound", what + " not found", null);
  }

  static ApiRefusal conflict(String what) {
    return new ApiRefusal(409, "Conflict", what, null);
  }
}
