package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of bucket checks. Written only if a result changes. */
@SchemaCustomizer(value = SchemaDetails.class, input = "checks map name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreflightStatus(
    @JsonPropertyDescription("Time of the latest change of a result.") @Nullable Instant checkedAt,
    @Size(max = Formats.STATUS_LIST_MAX) @JsonPropertyDescription("Result of each check.")
        List<BucketCheck> checks) {
  public PreflightStatus {
    checks = Given.list(checks);
  }
}
