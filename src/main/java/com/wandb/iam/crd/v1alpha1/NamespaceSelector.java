package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * A label selector for namespaces with Kubernetes semantics: a namespace must meet all
 * requirements.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespaceSelector(
    @Size(max = 16)
        @JsonPropertyDescription("Labels that the namespace must have with these values.")
        Map<String, @Size(max = 63) String> matchLabels,
    @Size(max = 16) @JsonPropertyDescription("Requirements that the labels must meet.")
        List<NamespaceRequirement> matchExpressions) {
  public NamespaceSelector {
    matchLabels = Given.map(matchLabels);
    matchExpressions = Given.list(matchExpressions);
  }
}
