package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of a bucket; written only when a verdict changes. */
@SchemaCustomizer(value = SchemaDetails.class, input = "checks map name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreflightStatus(
    @JsonPropertyDescription("When the verdicts became what they are.") @Nullable Instant checkedAt,
    @Size(max = Formats.STATUS_LIST_MAX) @JsonPropertyDescription("Each check.")
        List<BucketCheck> checks) {
  public PreflightStatus {
    checks = Given.list(checks);
  }
}
