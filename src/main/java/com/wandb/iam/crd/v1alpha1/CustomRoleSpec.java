package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desired state of a custom role. */
@SchemaCustomizer(value = SchemaDetails.class, input = "permissions set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CustomRoleSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription("WandbServer of this resource. Cannot be changed.")
        ServerReference serverRef,
    @Pattern(Formats.ROLE)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Name of the role on the W&B server. Defaults to metadata.name. Cannot be"
                + " changed.")
        @Nullable String name,
    @Size(max = Formats.TEXT_MAX) @JsonPropertyDescription("Purpose of the role.")
        @Nullable String description,
    @Required
        @JsonPropertyDescription(
            "Role whose permissions the custom role includes: Member or Viewer.")
        InheritedRole inherits,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Permissions in addition to the inherited ones, as object:operation.")
        List<@Pattern("^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z][A-Za-z0-9_.-]*$") @Size(max = 128) String>
            permissions,
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
            "What the operator does if the role already exists on the W&B server. With Never, the"
                + " resource reports Conflict. With IfExists, the operator adopts it, if"
                + " the WandbServer's tenants allow this.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "What the operator does with the role when this resource is"
                + " deleted. Delete deletes it. Orphan keeps it. Defaults to Delete, and to"
                + " Orphan if the role was adopted. A role that TeamMemberships grant"
                + " cannot be deleted, because its users would keep only the inherited"
                + " permissions.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec {
  public CustomRoleSpec {
    serverRef = Given.or(serverRef, ServerReference.DEFAULT);
    permissions = Given.list(permissions);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}
