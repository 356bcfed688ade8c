package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One comparison of a label. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespaceRequirement(
    @Required @Size(min = 1, max = 317) @JsonPropertyDescription("Key of the label.") String key,
    @Required @JsonPropertyDescription("In, NotIn, Exists or DoesNotExist.")
        SelectorOperator operator,
    @Size(max = 32) @JsonPropertyDescription("For In and NotIn.")
        List<@Size(max = 63) String> values) {
  public NamespaceRequirement {
    values = Given.list(values);
  }
}
