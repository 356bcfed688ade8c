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
 * Writes the count of removals to a Team's status. Uses a separate field manager, because other
 * resources' reconciliations write it and the Team's own reconciliation must not revert it.
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
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it could not be written
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

  /** Contains the uid, so that a Team that was just deleted is not recreated. */
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
