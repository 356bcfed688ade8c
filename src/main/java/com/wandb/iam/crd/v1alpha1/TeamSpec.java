package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The desired state of a team. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription("WandbServer of this resource. Cannot be changed.")
        ServerReference serverRef,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Name of the team on the W&B server. Defaults to metadata.name. Cannot be"
                + " changed.")
        @Nullable String name,
    @JsonPropertyDescription(
            "StorageConnector for the team's bucket. It is chosen when the team is"
                + " created and cannot be changed. If unset, the team uses the W&B server's"
                + " own storage.")
        @Nullable LocalReference storageConnectorRef,
    @Default("{}")
        @JsonPropertyDescription("How undeclared members are treated, and the removal limit.")
        MembershipSettings membership,
    @JsonPropertyDescription(
            "Expected privacy setting. The operator reports a difference, but cannot"
                + " change the setting, because W&B has no API for it.")
        @Nullable ExpectedPrivacy privacy,
    @Default("false")
        @JsonPropertyDescription(
            "Pauses reconciliation. If true, the operator reads and writes nothing"
                + " for this resource.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Whether the operator changes the W&B server. Manage applies the spec."
                + " Observe writes nothing and shows the planned changes in status.")
        ManagementPolicy managementPolicy,
    @Default("Never")
        @JsonPropertyDescription(
            "What the operator does if the team already exists on the W&B server. With Never, the"
                + " resource reports Conflict. With IfExists, the operator adopts it, if"
                + " the WandbServer's tenants allow this.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "What the operator does with the team when this resource is"
                + " deleted. Orphan keeps it. Delete deletes it. Delete requires the"
                + " annotation iam.wandb.com/confirm-delete with the team's name, and a"
                + " tenant with teamDeletion. Defaults to Orphan.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec {
  public TeamSpec {
    serverRef = Given.or(serverRef, ServerReference.DEFAULT);
    membership = Given.or(membership, MembershipSettings.DEFAULT);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}
