package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Removals and demotions of the same time interval. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RecentRemovals(
    @Required @JsonPropertyDescription("Time of the latest one.") Instant at,
    @Required @JsonPropertyDescription("Number of removals and demotions.") int count,
    @JsonPropertyDescription(
            "Number of users in the team before. A percentage limit refers to this" + " number.")
        @Nullable Integer people) {}
