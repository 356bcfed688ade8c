package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;

/**
 * What the six kinds share. The spec is required, for the rules on the root read it. The status
 * begins as {@code observedGeneration: -1}, so that nothing looks finished before it was looked at.
 */
public abstract class IamResource<S, T extends ResourceStatus> extends CustomResource<S, T> {
  private static final long serialVersionUID = 1L;

  @Required
  @Override
  @JsonPropertyDescription("What is declared.")
  public S getSpec() {
    return super.getSpec();
  }

  @Default("{\"observedGeneration\": -1}")
  @Override
  @JsonPropertyDescription("What was found and done; written by the operator only.")
  public T getStatus() {
    return super.getStatus();
  }
}
