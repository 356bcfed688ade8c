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
 * Some namespaces, and what they may do on a server. What is not listed is not allowed. Nothing
 * here has a default in the schema: tools that compare lists as a whole would see a difference for
 * ever.
 */
@ValidationRule(
    value = "(has(self.namespaces) && size(self.namespaces) > 0) || has(self.namespaceSelector)",
    message = "a tenant needs namespaces, a namespaceSelector, or both",
    fieldPath = ".namespaces")
@SchemaCustomizer(
    value = SchemaDetails.class,
    input = "namespaces set; teams set; roles set; registryRoles set; users set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tenant(
    @Required
        @Pattern(Formats.LABEL)
        @Size(min = 1, max = Formats.LABEL_MAX)
        @JsonPropertyDescription("Name of the entry, for messages.")
        String name,
    @Size(max = 100)
        @JsonPropertyDescription("Namespaces by name, beside those that namespaceSelector finds.")
        List<@Pattern(Formats.LABEL) @Size(min = 1, max = Formats.LABEL_MAX) String> namespaces,
    @JsonPropertyDescription(
            "Namespaces by label, beside those in namespaces. The empty selector finds all.")
        @Nullable NamespaceSelector namespaceSelector,
    @Size(max = 100)
        @JsonPropertyDescription("Names of teams that these namespaces may claim (globs: * and ?).")
        List<@Pattern(Formats.ENTITY_GLOB) @Size(min = 1, max = Formats.ENTITY_MAX) String> teams,
    @JsonPropertyDescription(
            "They may take over a team, account, role or bucket that exists already.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean adopt,
    @JsonPropertyDescription("They may delete teams on the server.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean teamDeletion,
    @Size(max = 100)
        @JsonPropertyDescription(
            "The most they may grant: Admin, Member, Viewer, names of CustomRoles, or * for all.")
        List<
                @Pattern("^(\\*|[a-zA-Z0-9]([a-zA-Z0-9 _.-]*[a-zA-Z0-9])?)$")
                @Size(min = 1, max = Formats.ENTITY_MAX) String>
            roles,
    @Size(max = 10)
        @JsonPropertyDescription(
            "The most they may grant in registries: RestrictedViewer, Viewer, Member, Admin, or * for all.")
        List<
                @Pattern("^(\\*|RestrictedViewer|Viewer|Member|Admin)$") @Size(min = 1, max = 32)
                String>
            registryRoles,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Whom they may name: e-mail addresses or usernames (globs: * and ?).")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = Formats.EMAIL_MAX) String> users,
    @JsonPropertyDescription("The most a TeamMembership may ask for; None unless told.")
        Provisioning provisioning,
    @JsonPropertyDescription("They may have service accounts of the organization.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean organizationServiceAccounts,
    @JsonPropertyDescription("Which buckets they may use. Unset: none.")
        @Nullable TenantStorage storage) {
  public Tenant {
    namespaces = Given.list(namespaces);
    teams = Given.list(teams);
    roles = Given.list(roles);
    registryRoles = Given.list(registryRoles);
    users = Given.list(users);
    provisioning = Given.or(provisioning, Provisioning.None);
  }
}
