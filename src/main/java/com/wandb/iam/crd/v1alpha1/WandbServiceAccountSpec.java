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

/** A service account, its key and its Secret. */
@ValidationRule(
    value = "self.scope != 'Team' || has(self.teamRef)",
    message = "a ServiceAccount of scope Team needs a teamRef",
    fieldPath = ".teamRef")
@ValidationRule(
    value = "self.scope != 'Team' || !has(self.serverRef)",
    message = "a ServiceAccount of scope Team has its Team's server: leave serverRef out",
    fieldPath = ".serverRef")
@ValidationRule(
    value = "self.scope != 'Organization' || !has(self.teamRef)",
    message = "a ServiceAccount of scope Organization has no team: leave teamRef out",
    fieldPath = ".teamRef")
@ValidationRule(
    value =
        "self.scope != 'Organization' || !has(self.target) || !has(self.target.project) || has(self.target.entity)",
    message =
        "target.project needs target.entity in scope Organization: such an account has no team of its own",
    fieldPath = ".target")
@ValidationRule(
    value =
        "self.scope != 'Organization' || !has(self.attribution) || (has(self.target) && has(self.target.entity))",
    message =
        "attribution needs target.entity in scope Organization: the person must be a member of the team that runs go to",
    fieldPath = ".attribution")
@SchemaCustomizer(value = SchemaDetails.class, input = "rollout map kind name")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServiceAccountSpec(
    @Default("Team")
        @JsonPropertyDescription(
            "Team or Organization; the latter only where the server's tenants allow it. Immutable.")
        ServiceAccountScope scope,
    @JsonPropertyDescription(
            "The parent team, a Team of this namespace; its server is this account's server. For scope Team. Immutable.")
        @Nullable LocalReference teamRef,
    @JsonPropertyDescription(
            "The server, for scope Organization; the one named default unless told. Immutable.")
        @Nullable ServerReference serverRef,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Name on the server; metadata.name unless told. Immutable.")
        @Nullable String name,
    @JsonPropertyDescription(
            "The person as whose work runs count: WANDB_USERNAME or WANDB_USER_EMAIL in the Secret. Must be a member of the parent team.")
        @Nullable PersonReference attribution,
    @JsonPropertyDescription(
            "Where runs go unless the workload says otherwise: WANDB_ENTITY and WANDB_PROJECT in the Secret.")
        @Nullable RunTarget target,
    @JsonPropertyDescription("Where the first key comes from, and how keys are renewed.")
        @Nullable ApiKeySettings apiKey,
    @Default("{}") @JsonPropertyDescription("The Secret that workloads use.") KeySecret secret,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Workloads of this namespace that are restarted when the key changed; only those that use the Secret.")
        List<WorkloadReference> rollout,
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
            "Delete revokes the account's keys and deletes the account; Orphan leaves account and Secret. Delete unless told, Orphan if the account was adopted.")
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
