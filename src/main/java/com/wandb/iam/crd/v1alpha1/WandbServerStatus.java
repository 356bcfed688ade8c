package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The observed state of a WandbServer. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServerStatus(
    @JsonPropertyDescription(
            "Generation of the spec that was reconciled last. -1 before the first"
                + " reconciliation.")
        @Nullable Long observedGeneration,
    @Size(max = 64) @JsonPropertyDescription("Version that the W&B server reports.")
        @Nullable String version,
    @Size(max = 32)
        @JsonPropertyDescription("Edition of the W&B server: Unknown, Enterprise or Standard.")
        @Nullable String edition,
    @Size(max = 50)
        @JsonPropertyDescription("Features of the W&B server that the operator can use.")
        List<@Size(max = 64) String> capabilities,
    @JsonPropertyDescription(
            "Organization that the server is bound to. If another organization"
                + " answers at spec.url, the operator stops all writes.")
        @Nullable PinnedOrganization organization,
    @JsonPropertyDescription("Account whose credential the operator uses.")
        @Nullable OperatorIdentity operatorIdentity,
    @JsonPropertyDescription("Numbers of objects on the W&B server.") @Nullable ServerCounts counts,
    @JsonPropertyDescription("Progress of the bucket bindings.")
        @Nullable BucketBindingsStatus bucketBindings,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription(
            "Warnings, for example about settings that are probably unintended. At" + " most 50.")
        List<@Size(max = Formats.TEXT_MAX) String> warnings,
    @Size(max = Formats.HANDLED_MAX)
        @JsonPropertyDescription(
            "Action annotations that the operator executed: the name without the prefix"
                + " iam.wandb.com/, and the value. The same value is not executed again.")
        Map<String, @Size(max = Formats.TEXT_MAX) String> handled,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Status conditions: Accepted, Synced, Ready, Stalled, and conditions"
                + " specific to the kind.")
        List<Condition> conditions)
    implements ResourceStatus {
  public WandbServerStatus {
    capabilities = Given.list(capabilities);
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
