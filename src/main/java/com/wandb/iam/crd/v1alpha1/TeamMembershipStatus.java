package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The observed state of a TeamMembership. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamMembershipStatus(
    @JsonPropertyDescription(
            "Generation of the spec that was reconciled last. -1 before the first"
                + " reconciliation.")
        @Nullable Long observedGeneration,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the team on the W&B server.")
        @Nullable String teamId,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Name of the team on the W&B server.")
        @Nullable String teamName,
    @Size(max = Formats.OBJECT_MAX)
        @JsonPropertyDescription(
            "Name of the WandbServer that has the object. Cleanup needs it after the resources"
                + " that lead to the server are deleted.")
        @Nullable String serverName,
    @JsonPropertyDescription(ServerBinding.DESCRIPTION) @Nullable ServerBinding binding,
    @JsonPropertyDescription("Number of declared users.") @Nullable Integer total,
    @JsonPropertyDescription("Number of declared users whose access matches the spec.")
        @Nullable Integer synced,
    @Size(max = 400)
        @JsonPropertyDescription("State of each declared user, and of users who are being removed.")
        List<MemberState> users,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Registries in which this membership granted roles. users[].registryRoles refers to"
                + " them by number.")
        List<@Size(max = Formats.ENTITY_MAX) String> registries,
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
  public TeamMembershipStatus {
    users = Given.list(users);
    registries = Given.list(registries);
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
