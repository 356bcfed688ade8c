package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The observed state of a custom role. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CustomRoleStatus(
    @JsonPropertyDescription(
            "Generation of the spec that was reconciled last. -1 before the first"
                + " reconciliation.")
        @Nullable Long observedGeneration,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the role on the W&B server.")
        @Nullable String id,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Name of the role on the W&B server.")
        @Nullable String name,
    @Size(max = Formats.OBJECT_MAX)
        @JsonPropertyDescription(
            "Name of the WandbServer that has the object. Cleanup needs it after the resources"
                + " that lead to the server are deleted.")
        @Nullable String serverName,
    @JsonPropertyDescription(ServerBinding.DESCRIPTION) @Nullable ServerBinding binding,
    @JsonPropertyDescription("Number of team members with the role.") @Nullable Integer holders,
    @JsonPropertyDescription(
            "Number of permissions of the role on the W&B server, including inherited" + " ones.")
        @Nullable Integer effectivePermissions,
    @JsonPropertyDescription(
            "Intent to create the object on the W&B server, recorded before the"
                + " request. Identifies the operator's own object after a crash.")
        @Nullable PendingCreate pendingCreate,
    @JsonPropertyDescription("True if the object existed before this resource and was adopted.")
        @Nullable Boolean adopted,
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
  public CustomRoleStatus {
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
