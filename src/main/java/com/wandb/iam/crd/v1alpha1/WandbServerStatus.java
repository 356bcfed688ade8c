package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a server. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServerStatus(
    @JsonPropertyDescription("The generation that was looked at last; -1 before the first look.")
        @Nullable Long observedGeneration,
    @Size(max = 64) @JsonPropertyDescription("Version that the server tells.")
        @Nullable String version,
    @Size(max = 32)
        @JsonPropertyDescription(
            "What the licence allows as far as it is known: Unknown, Enterprise or Standard.")
        @Nullable String edition,
    @Size(max = 50)
        @JsonPropertyDescription("What this server can do, of what the operator can use.")
        List<@Size(max = 64) String> capabilities,
    @JsonPropertyDescription("Pinned: another organization behind this address stops all writes.")
        @Nullable PinnedOrganization organization,
    @JsonPropertyDescription("Whose credential the operator uses.")
        @Nullable OperatorIdentity operatorIdentity,
    @JsonPropertyDescription("How much there is.") @Nullable ServerCounts counts,
    @JsonPropertyDescription("What was written for the server's environment, and rolled out.")
        @Nullable BucketBindingsStatus bucketBindings,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("What is allowed, yet probably not meant; at most 50.")
        List<@Size(max = Formats.TEXT_MAX) String> warnings,
    @Size(max = Formats.HANDLED_MAX)
        @JsonPropertyDescription(
            "Orders given by annotation that were carried out: the annotation's name without its prefix, and the value that was handled.")
        Map<String, @Size(max = Formats.TEXT_MAX) String> handled,
    @Size(max = 16) @JsonPropertyDescription("Accepted, Synced, Ready, Stalled and the kind's own.")
        List<Condition> conditions)
    implements ResourceStatus {
  public WandbServerStatus {
    capabilities = Given.list(capabilities);
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
