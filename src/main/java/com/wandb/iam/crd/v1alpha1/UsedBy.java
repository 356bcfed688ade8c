package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Teams that use a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UsedBy(
    @JsonPropertyDescription("Number of teams.") @Nullable Integer total,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("Names of their Team resources in this namespace. At most 50.")
        List<@Size(max = Formats.OBJECT_MAX) String> teams) {
  public UsedBy {
    teams = Given.list(teams);
  }
}
