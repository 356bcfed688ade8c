package com.wandb.iam.cluster;

import org.jspecify.annotations.Nullable;

/** The one server of this JVM. If its start fails, later test classes do not try again. */
enum SharedServer {
  INSTANCE;

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
