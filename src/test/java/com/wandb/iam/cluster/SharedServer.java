package com.wandb.iam.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Servers that the tests of this JVM share. If a start fails, later test classes do not try again.
 */
enum SharedServer {
  /** Has the operator that the tests of this JVM share. */
  WITH_OPERATOR,
  /** Has no operator, except those that a test starts. */
  QUIET;

  private @Nullable KubernetesTestServer server;
  private @Nullable RuntimeException failure;

  synchronized KubernetesTestServer get() {
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    if (server == null) {
      try {
        var started = KubernetesTestServer.start(KubernetesBinaries.provide());
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-kubernetes"));
        server = started;
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }
    return server;
  }
}
