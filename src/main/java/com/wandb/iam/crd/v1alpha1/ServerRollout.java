package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A workload of the W&amp;B server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerRollout(
    @Required
        @JsonPropertyDescription("Kind of the workload: Deployment, StatefulSet or DaemonSet.")
        ServerRolloutKind kind,
    @Required
        @Pattern(Formats.LABEL)
        @Size(min = 1, max = Formats.LABEL_MAX)
        @JsonPropertyDescription("Namespace of the workload.")
        String namespace,
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the workload.")
        String name) {}
