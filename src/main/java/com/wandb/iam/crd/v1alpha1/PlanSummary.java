package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The planned changes of a team's members, or those that wait for approval. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanSummary(
    @Size(max = 64)
        @JsonPropertyDescription(
            "Hash of the plan. Set the annotation iam.wandb.com/approve-plan to this"
                + " value to approve exactly this plan.")
        @Nullable String hash,
    @JsonPropertyDescription("True if the plan waits for approval.") @Nullable Boolean held,
    @JsonPropertyDescription(
            "Number of plans of this team that were approved. Part of the hash, so"
                + " that an approval is valid only once.")
        @Nullable Integer approvals,
    @JsonPropertyDescription("Total number of steps.") @Nullable Integer total,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("Descriptions of the steps. At most 50.")
        List<@Size(max = Formats.TEXT_MAX) String> steps) {
  public PlanSummary {
    steps = Given.list(steps);
  }
}
