package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is in which team with which role. */
@ValidationRule(
    value = "has(self.user) != has(self.users)",
    message = "give either user, for one person, or users, for many")
@ValidationRule(
    value =
        "self.role in ['Admin', 'Member', 'Viewer'] || !(self.role.lowerAscii() in ['admin', 'member', 'viewer'])",
    message = "the server's own roles are written Admin, Member and Viewer, with a capital",
    fieldPath = ".role")
@SchemaCustomizer(value = SchemaDetails.class, input = "users set; registryRoles map registry")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamMembershipSpec(
    @Required
        @JsonPropertyDescription(
            "A Team of this namespace; its server is this membership's server. Immutable.")
        LocalReference teamRef,
    @JsonPropertyDescription("One person. Either this or users.") @Nullable PersonReference user,
    @Size(min = 1, max = 200)
        @JsonPropertyDescription("Many people: one role, one resource. Either this or user.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<PersonReference> users,
    @Required
        @Pattern(Formats.ROLE)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Admin, Member, Viewer or the name of a CustomRole.")
        String role,
    @Size(max = 50)
        @JsonPropertyDescription(
            "Roles in registries of the organization, beside the role in the team.")
        List<RegistryGrant> registryRoles,
    @Default("false")
        @JsonPropertyDescription(
            "The older servers' Model Registry Admin, held beside the role in the team.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean modelRegistryAdmin,
    @Pattern(Formats.UTC)
        @JsonPropertyDescription(
            "Access ends by itself at this time, RFC 3339 in UTC; the resource stays and says so.")
        @Nullable Instant expiresAt,
    @Default("None")
        @JsonPropertyDescription(
            "What is done for a person whom the server does not know; no more than the tenants allow.")
        Provisioning provisioning,
    @Default("false")
        @JsonPropertyDescription(
            "True: nothing is read or written for this resource. What it declares still counts as declared.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Observe: nothing is written to the server; status shows what would be done.")
        ManagementPolicy managementPolicy,
    @Default("IfExists")
        @JsonPropertyDescription(
            "Whether people who are members already may be taken over with their role. Never: such a person is a Conflict and is left alone.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "Delete takes the membership away; Orphan leaves it, which an Authoritative team does not allow. Delete unless told.")
        @Nullable DeletionPolicy deletionPolicy)
    implements TeamBoundSpec {
  public TeamMembershipSpec {
    users = Given.list(users);
    registryRoles = Given.list(registryRoles);
    provisioning = Given.or(provisioning, Provisioning.None);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.IfExists);
  }
}
