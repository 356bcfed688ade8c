package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.WeightsAndBiases;
import com.wandb.iam.kube.WeightsAndBiasesWatch;
import com.wandb.iam.resources.CachedResources;
import com.wandb.iam.resources.ServerOwnership;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The W&amp;B servers that W&amp;B's own operator deploys, with the watch for each. */
public record ServerDeployments(
    CachedResources resources, ServerOwnership ownership, WeightsAndBiasesWatch watch) {
  /** Returns the resource of W&amp;B's own operator for a server, if the server names one. */
  public static Optional<WeightsAndBiases.Place> of(WandbServer server) {
    return Optional.ofNullable(server.getSpec().weightsAndBiasesRef())
        .map(ref -> new WeightsAndBiases.Place(ref.namespace(), ref.name()));
  }

  /** Watches the deployments of this operator's servers, and returns why this one is not ready. */
  Optional<String> watchAndCheck(WandbServer server) {
    watchOwn();
    return of(server)
        .flatMap(watch::unready)
        .map(
            why ->
                "spec.weightsAndBiasesRef: "
                    + why
                    + ". The operator writes nothing to the W&B server until this is resolved.");
  }

  /** Stops the watches of servers that belong to other operators. */
  void watchOwn() {
    watchOnly(server -> !ownership.isOthers(server));
  }

  /** Stops the watch of a server that is being deleted. */
  void unwatch(String name) {
    watchOnly(server -> !server.getMetadata().getName().equals(name));
  }

  private void watchOnly(Predicate<WandbServer> servers) {
    watch.retain(
        resources
            .list(WandbServer.class, servers)
            .flatMap(server -> of(server).stream())
            .collect(Collectors.toSet()));
  }
}
