package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one person. Once the id is known, only the id counts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemberState(
    @Size(max = Formats.EMAIL_MAX) @JsonPropertyDescription("As declared, or as found.")
        @Nullable String email,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("As declared, or as found.")
        @Nullable String username,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the person on the server.")
        @Nullable String id,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Pending, Synced, Invited, Unknown, Ambiguous, IdentityChanged, Deactivated, Conflict, Failed, Refused, Contested or Leaving.")
        @Nullable String state,
    @Size(max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Role that the server has for this person in the team.")
        @Nullable String role,
    @Size(max = 64)
        @JsonPropertyDescription(
            "The highest of the organization's, the registry's and the team's role, where registry roles are declared.")
        @Nullable String effectiveRegistryRole,
    @Size(max = 50)
        @JsonPropertyDescription("Registries in which this membership gave the person a role.")
        List<@Size(max = Formats.ENTITY_MAX) String> registries,
    @Size(max = Formats.TEXT_MAX) @JsonPropertyDescription("Why it is not Synced, and what to do.")
        @Nullable String message,
    @JsonPropertyDescription("True: was a member before this resource.")
        @Nullable Boolean adopted) {
  public MemberState {
    registries = Given.list(registries);
  }
}
