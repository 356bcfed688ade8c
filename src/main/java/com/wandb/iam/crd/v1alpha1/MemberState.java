package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one user. After the id is known, only the id identifies the user. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemberState(
    @Size(max = Formats.EMAIL_MAX)
        @JsonPropertyDescription("Email address, as declared or as reported by the W&B server.")
        @Nullable String email,
    @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Username, as declared or as reported by the W&B server.")
        @Nullable String username,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the user on the W&B server.")
        @Nullable String id,
    @Size(max = 64)
        @JsonPropertyDescription(
            "State of the user: Pending, Synced, Invited, Unknown, Ambiguous,"
                + " IdentityChanged, Deactivated, Conflict, Failed, Refused, Contested or"
                + " Leaving.")
        @Nullable String state,
    @Size(max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Role of the user in the team on the W&B server.")
        @Nullable String role,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Highest of the organization role, the registry role and the team role."
                + " Set if registry roles are declared.")
        @Nullable String effectiveRegistryRole,
    @Size(max = 50)
        @JsonPropertyDescription(
            "Registries in which this membership granted the user a role, as earlier versions"
                + " of the operator wrote them. Replaced by registryRoles.")
        List<@Size(max = Formats.ENTITY_MAX) String> registries,
    @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription("Reason why the state is not Synced, and what to do.")
        @Nullable String message,
    @JsonPropertyDescription("True if the user was a member before this resource existed.")
        @Nullable Boolean adopted,
    @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription(
            "Roles that this membership granted the user in registries. Each word has the role"
                + " before, the granted role and the numbers of the registries: their places in"
                + " status.registries, from 0. For example, -m:0,2 means that the user had no"
                + " role and was granted Member in two registries. The roles are - (none), r"
                + " (RestrictedViewer), v (Viewer), m (Member), a (Admin) and ? (not recorded).")
        @Nullable String registryRoles,
    @JsonPropertyDescription(
            "Time of creation of the account, by which the account is recognized after a rename.")
        @Nullable Instant created) {
  public MemberState {
    registries = Given.list(registries);
  }

  /** Creates an entry without roles in registries in the short form, and without creation. */
  public MemberState(
      @Nullable String email,
      @Nullable String username,
      @Nullable String id,
      @Nullable String state,
      @Nullable String role,
      @Nullable String effectiveRegistryRole,
      List<String> registries,
      @Nullable String message,
      @Nullable Boolean adopted) {
    this(
        email,
        username,
        id,
        state,
        role,
        effectiveRegistryRole,
        registries,
        message,
        adopted,
        null,
        null);
  }
}
