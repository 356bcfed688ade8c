package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is about to be done to a team's members, or held by the brake. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanSummary(
    @Size(max = 64)
        @JsonPropertyDescription(
            "What the annotation iam.wandb.com/approve-plan must hold to let exactly this plan through.")
        @Nullable String hash,
    @JsonPropertyDescription("True: waits for approval.") @Nullable Boolean held,
    @JsonPropertyDescription(
            "Plans of this team approved so far; part of the hash, so that an approval counts once.")
        @Nullable Integer approvals,
    @JsonPropertyDescription("Steps in all.") @Nullable Integer total,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("The steps in words, at most 50 of them.")
        List<@Size(max = Formats.TEXT_MAX) String> steps) {
  public PlanSummary {
    steps = Given.list(steps);
  }
}
