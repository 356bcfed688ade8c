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
 * How buckets are added to a W&amp;B server: by an environment variable that the server reads when
 * it starts.
 */
@ValidationRule(
    value =
        "!self.quietPeriod.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.quietPeriod) >= duration('0s') &&"
            + " duration(self.quietPeriod) <= duration('1h'))",
    message = "quietPeriod must be from 0s to 1h",
    fieldPath = ".quietPeriod")
@SchemaCustomizer(value = SchemaDetails.class, input = "rollout map kind namespace name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BucketBindings(
    @Required
        @JsonPropertyDescription(
            "Secret that the operator writes. Its data key is GORILLA_SUPPORTED_FILE_STORES.")
        NamespacedReference secretRef,
    @Default("\",\"")
        @Size(min = 1, max = 8)
        @JsonPropertyDescription(
            "Separator between two storage addresses. W&B does not document it.")
        String separator,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Workloads of the W&B server that the operator restarts after its buckets change."
                + " If empty, the operator restarts nothing and an administrator must"
                + " restart the W&B server.")
        List<ServerRollout> rollout,
    @Default("60s")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Time in which changes are collected before they are written. From 0s to"
                + " 1h. There is at most one rollout in 15 minutes.")
        String quietPeriod) {
  public BucketBindings {
    separator = Given.or(separator, ",");
    rollout = Given.list(rollout);
    quietPeriod = Given.or(quietPeriod, "60s");
  }
}
