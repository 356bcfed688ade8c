package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Removals and demotions that were done at about the same time. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RecentRemovals(
    @Required @JsonPropertyDescription("When.") Instant at,
    @Required @JsonPropertyDescription("How many.") int count,
    @JsonPropertyDescription("How many people the team had before: the limit is a part of these.")
        @Nullable Integer people) {}
