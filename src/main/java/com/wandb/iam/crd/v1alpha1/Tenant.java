package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of namespaces and their permissions on a server. Permissions that are not listed are
 * denied. No field has a default in the schema, because tools that compare whole lists would always
 * report a difference.
 */
@ValidationRule(
    value = "(has(self.namespaces) && size(self.namespaces) > 0) || has(self.namespaceSelector)",
    message = "a tenant requires namespaces, a namespaceSelector, or both",
    fieldPath = ".namespaces")
@SchemaCustomizer(
    value = SchemaDetails.class,
    input = "namespaces set; teams set; roles set; registryRoles set; registries set; users set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tenant(
    @Required
        @Pattern(Formats.LABEL)
        @Size(min = 1, max = Formats.LABEL_MAX)
        @JsonPropertyDescription("Name of the entry, used in messages.")
        String name,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Namespaces by name, in addition to those that namespaceSelector selects.")
        List<@Pattern(Formats.LABEL) @Size(min = 1, max = Formats.LABEL_MAX) String> namespaces,
    @JsonPropertyDescription(
            "Namespaces by label, in addition to those in namespaces. An empty"
                + " selector selects all namespaces.")
        @Nullable NamespaceSelector namespaceSelector,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Names of teams that the namespaces may claim. Globs with * and ? are" + " allowed.")
        List<@Pattern(Formats.ENTITY_GLOB) @Size(min = 1, max = Formats.ENTITY_MAX) String> teams,
    @JsonPropertyDescription(
            "Whether the namespaces may adopt existing teams, service accounts, roles,"
                + " registry roles and buckets. Defaults to false.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean adopt,
    @JsonPropertyDescription(
            "Whether the namespaces may delete teams on the W&B server. Defaults to" + " false.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean teamDeletion,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Roles that the namespaces may grant: Admin, Member, Viewer, names of"
                + " CustomRoles, or * for all.")
        List<
                @Pattern("^(\\*|[a-zA-Z0-9]([a-zA-Z0-9 _.-]*[a-zA-Z0-9])?)$")
                @Size(min = 1, max = Formats.ENTITY_MAX) String>
            roles,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Registry roles that the namespaces may grant: RestrictedViewer, Viewer,"
                + " Member, Admin, or * for all. Requires registries.")
        List<
                @Pattern("^(\\*|RestrictedViewer|Viewer|Member|Admin)$") @Size(min = 1, max = 32)
                String>
            registryRoles,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Names of registries in which the namespaces may grant registryRoles. Globs with *"
                + " and ? are allowed. If unset, they may grant none, because registries belong to"
                + " the whole organization. With adopt, a TeamMembership with adoptionPolicy"
                + " IfExists also lowers roles that it did not grant.")
        List<@Pattern(Formats.ENTITY_GLOB) @Size(min = 1, max = Formats.ENTITY_MAX) String>
            registries,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Users that the namespaces may declare, by email address or username."
                + " Globs with * and ? are allowed.")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = Formats.EMAIL_MAX) String> users,
    @JsonPropertyDescription(
            "Highest provisioning level that a TeamMembership may request: None,"
                + " Invite or Create. Defaults to None.")
        Provisioning provisioning,
    @JsonPropertyDescription(
            "Whether the namespaces may have service accounts of the organization."
                + " Defaults to false.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean organizationServiceAccounts,
    @JsonPropertyDescription("Buckets that the namespaces may use. If unset, they may use none.")
        @Nullable TenantStorage storage) {
  public Tenant {
    namespaces = Given.list(namespaces);
    teams = Given.list(teams);
    roles = Given.list(roles);
    registryRoles = Given.list(registryRoles);
    registries = Given.list(registries);
    users = Given.list(users);
    provisioning = Given.or(provisioning, Provisioning.None);
  }
}
