package com.wandb.iam.cluster;

import org.jspecify.annotations.Nullable;

/** The one server of this JVM; a start that failed is not tried again by every test class. */
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
