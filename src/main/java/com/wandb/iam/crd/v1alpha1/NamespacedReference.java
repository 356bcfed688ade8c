package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A reference to an object in a named namespace. Only cluster-scoped kinds use it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespacedReference(
    @Required
        @Pattern(Formats.LABEL)
        @Size(min = 1, max = Formats.LABEL_MAX)
        @JsonPropertyDescription("Namespace of the object.")
        String namespace,
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the object.")
        String name) {}
