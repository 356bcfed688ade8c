package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/**
 * An intent, recorded before an object is created on the server. After a crash, an object with this
 * name that is not older than the intent belongs to the operator.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingCreate(
    @Required
        @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Name of the object to be created.")
        String name,
    @Required @JsonPropertyDescription("Time at which the intent was recorded.") Instant at) {}
