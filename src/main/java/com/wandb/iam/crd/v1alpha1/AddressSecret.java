package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The Secret for the storage address of a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AddressSecret(
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription(
            "Name of the Secret in this namespace. The operator writes the address to"
                + " the data key BUCKET.")
        String name) {}
