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

/**
 * The desired state of a TeamMembership. A validation rule rejects duplicates among up to 100
 * users, because a comparison of more users could exceed the cost limit of the API server.
 */
@ValidationRule(
    value = "has(self.user) != has(self.users)",
    message = "set exactly one of user (one user) and users (several users)")
@ValidationRule(
    value =
        "!has(self.users) || size(self.users) > 100 || [self.users.map(one,"
            + " has(one.email) ? one.email.lowerAscii() : has(one.username) ?"
            + " one.username : '')].all(names, names.all(one, names.indexOf(one) =="
            + " names.lastIndexOf(one)))",
    message = "users contains a user twice: list each user once",
    fieldPath = ".users")
@ValidationRule(
    value =
        "self.role in ['Admin', 'Member', 'Viewer'] || !(self.role.lowerAscii()"
            + " in ['admin', 'member', 'viewer'])",
    message = "built-in roles start with a capital letter: Admin, Member and Viewer",
    fieldPath = ".role")
@SchemaCustomizer(value = SchemaDetails.class, input = "registryRoles map registry")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamMembershipSpec(
    @Required
        @JsonPropertyDescription(
            "Team in this namespace. Its WandbServer is also that of this resource."
                + " Cannot be changed.")
        LocalReference teamRef,
    @JsonPropertyDescription("One user. Set either user or users.") @Nullable PersonReference user,
    @Size(min = 1, max = 200)
        @JsonPropertyDescription(
            "Several users with the same role. List each user once. Set either user or users.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<PersonReference> users,
    @Required
        @Pattern(Formats.ROLE)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Role in the team: Admin, Member, Viewer or the name of a CustomRole.")
        String role,
    @Size(max = 50)
        @JsonPropertyDescription(
            "Roles in registries of the organization, in addition to the role in the team. The"
                + " WandbServer's tenants must allow the roles and the registries; without tenants,"
                + " none is allowed. A declared role is a minimum. A higher role that this resource"
                + " did not grant stays, except if adoptionPolicy is IfExists and the tenants allow"
                + " adoption. If the access ends, the user keeps at most the former role.")
        List<RegistryGrant> registryRoles,
    @Default("false")
        @JsonPropertyDescription(
            "Model Registry Admin of older W&B servers, in addition to the role in"
                + " the team. Not supported, because the W&B API cannot set it.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean modelRegistryAdmin,
    @Pattern(Formats.UTC)
        @JsonPropertyDescription(
            "Time at which the operator removes the access, as RFC 3339 in UTC. The"
                + " resource is kept and reports Expired. If unset, access does not expire.")
        @Nullable Instant expiresAt,
    @Default("None")
        @JsonPropertyDescription(
            "What the operator does for a user who has no account on the W&B server. With None,"
                + " the resource reports UserNotFound. With Invite, the operator sends an"
                + " invitation. With Create, it creates the account. The WandbServer's"
                + " tenants must allow Invite and Create.")
        Provisioning provisioning,
    @Default("false")
        @JsonPropertyDescription(
            "Pauses reconciliation. If true, the operator reads and writes nothing"
                + " for this resource. Its users still count as declared.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean suspend,
    @Default("Manage")
        @JsonPropertyDescription(
            "Whether the operator changes the W&B server. Manage applies the spec."
                + " Observe writes nothing and shows the planned changes in status.")
        ManagementPolicy managementPolicy,
    @Default("IfExists")
        @JsonPropertyDescription(
            "What the operator does for a user who is already a member of the team. With"
                + " IfExists, the operator adopts the membership and applies the role. With"
                + " Never, the resource reports Conflict and the user is not changed.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "What the operator does on the W&B server when this resource is deleted. Delete"
                + " removes the users from the team. Orphan keeps them, unless the team is"
                + " Authoritative. Defaults to Delete.")
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
