package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * How a W&amp;B server learns of buckets: through one variable of its environment, read at its
 * start.
 */
@ValidationRule(
    value =
        "!self.quietPeriod.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.quietPeriod) >= duration('0s') && duration(self.quietPeriod) <= duration('1h'))",
    message = "quietPeriod is from 0s to 1h",
    fieldPath = ".quietPeriod")
@SchemaCustomizer(value = SchemaDetails.class, input = "rollout map kind namespace name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketBindings(
    @Required
        @JsonPropertyDescription(
            "The Secret that the operator writes; its key is GORILLA_SUPPORTED_FILE_STORES.")
        NamespacedReference secretRef,
    @Default("\",\"")
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("Between two addresses; W&B publishes none.")
        String separator,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Workloads of the server, rolled when the value changed. Empty: a person does it.")
        List<ServerRollout> rollout,
    @Default("60s")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Changes are collected this long before they are written: 0s to 1h. At most one rollout in 15 minutes.")
        String quietPeriod) {
  public BucketBindings {
    separator = Given.or(separator, ",");
    rollout = Given.list(rollout);
    quietPeriod = Given.or(quietPeriod, "60s");
  }
}
