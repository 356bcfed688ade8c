package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A requirement on a label. */
@ValidationRule(
    value =
        "self.operator in ['In', 'NotIn'] ? has(self.values) && size(self.values)"
            + " > 0 : !has(self.values) || size(self.values) == 0",
    message = "In and NotIn require values; Exists and DoesNotExist do not allow values",
    fieldPath = ".values")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespaceRequirement(
    @Required
        @Pattern("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$")
        @Size(min = 1, max = 317)
        @JsonPropertyDescription("Key of the label.")
        String key,
    @Required @JsonPropertyDescription("Operator: In, NotIn, Exists or DoesNotExist.")
        SelectorOperator operator,
    @Size(max = 32) @JsonPropertyDescription("Values for In and NotIn.")
        List<@Size(max = 63) String> values) {
  public NamespaceRequirement {
    values = Given.list(values);
  }
}
