package com.wandb.iam.team.removal;

import com.wandb.iam.crd.v1alpha1.RecentRemovals;
import com.wandb.iam.crd.v1alpha1.Team;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/**
 * Keeps the count of removals in a Team's status, under a field manager of its own: it is written
 * in the middle of other resources' passes, and a Team's own pass must not take it back.
 */
public final class RemovalCounts {
  private static final String FIELD_MANAGER = "wandb-iam-brake";

  private final KubernetesClient client;

  public RemovalCounts(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes the count.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException where it could not be written
   */
  void write(Team team, List<RecentRemovals> removals) {
    client
        .resource(counted(team, removals))
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  /** With the uid, so that a Team that has just gone is not made again by this. */
  private static GenericKubernetesResource counted(Team team, List<RecentRemovals> removals) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(team.getApiVersion())
        .withKind(team.getKind())
        .withNewMetadata()
        .withNamespace(team.getMetadata().getNamespace())
        .withName(team.getMetadata().getName())
        .withUid(team.getMetadata().getUid())
        .endMetadata()
        .addToAdditionalProperties("status", Map.of("recentRemovals", removals))
        .build();
  }
}
