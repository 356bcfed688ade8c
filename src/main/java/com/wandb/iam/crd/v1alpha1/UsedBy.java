package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Teams that use a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record UsedBy(
    @JsonPropertyDescription("How many.") @Nullable Integer total,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("Their resources, of this namespace; at most 50.")
        List<@Size(max = Formats.OBJECT_MAX) String> teams) {
  public UsedBy {
    teams = Given.list(teams);
  }
}
