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

/** What a custom role adds to the role it inherits from. */
@SchemaCustomizer(value = SchemaDetails.class, input = "permissions set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CustomRoleSpec(
    @Default("{\"name\": \"default\"}") @JsonPropertyDescription("The server. Immutable.")
        ServerReference serverRef,
    @Pattern(Formats.ROLE)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Name on the server; metadata.name unless told. Immutable.")
        @Nullable String name,
    @Size(max = Formats.TEXT_MAX) @JsonPropertyDescription("What the role is for.")
        @Nullable String description,
    @Required @JsonPropertyDescription("Member or Viewer: a custom role only adds.")
        InheritedRole inherits,
    @Size(max = 200) @JsonPropertyDescription("What is added, as object:operation.")
        List<@Pattern("^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z][A-Za-z0-9_.-]*$") @Size(max = 128) String>
            permissions,
    @Default("false")
        @JsonPropertyDescription("True: nothing is read or written for this resource.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Observe: nothing is written to the server; status shows what would be done.")
        ManagementPolicy managementPolicy,
    @Default("Never")
        @JsonPropertyDescription(
            "Never: what exists on the server already under this name is a Conflict. IfExists: it is taken over, where the tenants allow it.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "Delete unless told, Orphan if the role was adopted. Refused while TeamMemberships name the role: its holders would fall back to what it inherits from.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec {
  public CustomRoleSpec {
    serverRef = Given.or(serverRef, ServerReference.DEFAULT);
    permissions = Given.list(permissions);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}
