package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;

/**
 * The base class of the six kinds. The spec is required, because validation rules of the root use
 * it. The status starts with {@code observedGeneration: -1}, so that no resource seems ready before
 * it was reconciled.
 */
public abstract class IamResource<S, T extends ResourceStatus> extends CustomResource<S, T> {
  private static final long serialVersionUID = 1L;

  @Required
  @Override
  @JsonPropertyDescription("Desired state.")
  public S getSpec() {
    return super.getSpec();
  }

  @Default("{\"observedGeneration\": -1}")
  @Override
  @JsonPropertyDescription("Observed state. Written only by the operator.")
  public T getStatus() {
    return super.getStatus();
  }
}
