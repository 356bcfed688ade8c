package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What a team is to be. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamSpec(
    @Default("{\"name\": \"default\"}") @JsonPropertyDescription("The server. Immutable.")
        ServerReference serverRef,
    @Pattern(Formats.ENTITY)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Name on the server; metadata.name unless told. Immutable.")
        @Nullable String name,
    @JsonPropertyDescription(
            "The team's bucket, chosen when the team is made: immutable. Unset: the server's own storage.")
        @Nullable LocalReference storageConnectorRef,
    @Default("{}")
        @JsonPropertyDescription("What happens to members whom nobody declared, and how fast.")
        MembershipSettings membership,
    @JsonPropertyDescription(
            "Privacy that is expected. Checked against the server and reported: W&B publishes no call that sets it.")
        @Nullable ExpectedPrivacy privacy,
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
            "Orphan unless told. Delete also needs the annotation iam.wandb.com/confirm-delete with the team's name, and a tenant with teamDeletion.")
        @Nullable DeletionPolicy deletionPolicy)
    implements ServerBoundSpec {
  public TeamSpec {
    serverRef = Given.or(serverRef, ServerReference.DEFAULT);
    membership = Given.or(membership, MembershipSettings.DEFAULT);
    managementPolicy = Given.or(managementPolicy, ManagementPolicy.Manage);
    adoptionPolicy = Given.or(adoptionPolicy, AdoptionPolicy.Never);
  }
}
