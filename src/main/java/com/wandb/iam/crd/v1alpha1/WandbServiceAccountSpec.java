package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desired state of a ServiceAccount. */
@ValidationRule(
    value = "self.scope != 'Team' || has(self.teamRef)",
    message = "a ServiceAccount with scope Team requires teamRef",
    fieldPath = ".teamRef")
@ValidationRule(
    value = "self.scope != 'Team' || !has(self.serverRef)",
    message = "a ServiceAccount with scope Team uses its Team's server: remove serverRef",
    fieldPath = ".serverRef")
@ValidationRule(
    value = "self.scope != 'Organization' || !has(self.teamRef)",
    message = "a ServiceAccount with scope Organization has no team: remove teamRef",
    fieldPath = ".teamRef")
@ValidationRule(
    value =
        "self.scope != 'Organization' || !has(self.target) ||"
            + " !has(self.target.project) || has(self.target.entity)",
    message =
        "target.project requires target.entity in scope Organization, because the"
            + " account has no parent team",
    fieldPath = ".target")
@ValidationRule(
    value =
        "self.scope != 'Organization' || !has(self.attribution) ||"
            + " (has(self.target) && has(self.target.entity))",
    message =
        "attribution requires target.entity in scope Organization, because the"
            + " user must be a member of that team",
    fieldPath = ".attribution")
@SchemaCustomizer(value = SchemaDetails.class, input = "rollout map kind name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServiceAccountSpec(
    @Default("Team")
        @JsonPropertyDescription(
            "Owner of the service account: Team or Organization. Organization must be"
                + " allowed by the WandbServer's tenants. Cannot be changed.")
        ServiceAccountScope scope,
    @JsonPropertyDescription(
            "Parent team: a Team in this namespace. Its WandbServer is also that of"
                + " this resource. Required for scope Team. Cannot be changed.")
        @Nullable LocalReference teamRef,
    @JsonPropertyDescription(
            "WandbServer for scope Organization. Defaults to the WandbServer named"
                + " default. Cannot be changed.")
        @Nullable ServerReference serverRef,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Name of the service account on the W&B server. Defaults to"
                + " metadata.name. Cannot be changed.")
        @Nullable String name,
    @JsonPropertyDescription(
            "User to whom runs are attributed, written to the Secret as"
                + " WANDB_USERNAME or WANDB_USER_EMAIL. Must be a member of the parent"
                + " team.")
        @Nullable PersonReference attribution,
    @JsonPropertyDescription(
            "Default team and project for runs, written to the Secret as WANDB_ENTITY"
                + " and WANDB_PROJECT. Workloads can override them.")
        @Nullable RunTarget target,
    @JsonPropertyDescription("Source of the first API key, and the rotation of keys.")
        @Nullable ApiKeySettings apiKey,
    @Default("{}") @JsonPropertyDescription("Secret with the API key for workloads.")
        KeySecret secret,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Workloads in this namespace that the operator restarts when the API key"
                + " changes. One that does not use the Secret of this ServiceAccount is not restarted.")
        List<WorkloadReference> rollout,
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
            "What the operator does if the service account already exists on the W&B server."
                + " With Never, the resource reports Conflict. With IfExists, the operator"
                + " adopts it, if the WandbServer's tenants allow this.")
        AdoptionPolicy adoptionPolicy,
    @JsonPropertyDescription(
            "What the operator does when this resource is deleted. Delete revokes the keys and"
                + " deletes the service account on the W&B server. Orphan keeps the service"
                + " account and the Secret. Defaults to Delete, and to Orphan if the"
                + " account was adopted. An adopted account is never deleted: Delete revokes"
                + " only the keys that this resource created.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec, TeamBoundSpec {
  public WandbServiceAccountSpec {
    scope = Given.or(scope, ServiceAccountScope.Team);
    secret = Given.or(secret, KeySecret.DEFAULT);
    rollout = Given.list(rollout);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}
