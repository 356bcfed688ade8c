package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A reference to a workload in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkloadReference(
    @Required
        @JsonPropertyDescription(
            "Kind of the workload: Deployment, StatefulSet, DaemonSet or CronJob.")
        RolloutKind kind,
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the workload.")
        String name) {}
