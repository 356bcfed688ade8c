package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/**
 * An intent, written before something is created on the server: after a crash, what is found there
 * under the name and is not older is ours.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingCreate(
    @Required
        @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Name that was about to be created.")
        String name,
    @Required @JsonPropertyDescription("When the intent was written.") Instant at) {}
