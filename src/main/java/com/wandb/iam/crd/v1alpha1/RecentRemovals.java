package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;

/** Removals and demotions that were done at about the same time. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RecentRemovals(
    @Required @JsonPropertyDescription("When.") Instant at,
    @Required @JsonPropertyDescription("How many.") int count) {}
