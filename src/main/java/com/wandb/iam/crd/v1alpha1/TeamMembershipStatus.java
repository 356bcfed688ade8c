package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the people. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TeamMembershipStatus(
    @JsonPropertyDescription("The generation that was looked at last; -1 before the first look.")
        @Nullable Long observedGeneration,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the team on the server.")
        @Nullable String teamId,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Name of the team on the server.")
        @Nullable String teamName,
    @Size(max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("The WandbServer: cleaning up needs no other resource.")
        @Nullable String serverName,
    @JsonPropertyDescription("People declared.") @Nullable Integer total,
    @JsonPropertyDescription("People for whom everything is so.") @Nullable Integer synced,
    @Size(max = 400) @JsonPropertyDescription("Each of them, and those who are being taken out.")
        List<MemberState> users,
    @Size(max = Formats.STATUS_LIST_MAX)
        @JsonPropertyDescription("What is allowed, yet probably not meant; at most 50.")
        List<@Size(max = Formats.TEXT_MAX) String> warnings,
    @Size(max = Formats.HANDLED_MAX)
        @JsonPropertyDescription(
            "Orders given by annotation that were carried out: the annotation's name without its prefix, and the value that was handled.")
        Map<String, @Size(max = Formats.TEXT_MAX) String> handled,
    @Size(max = 16) @JsonPropertyDescription("Accepted, Synced, Ready, Stalled and the kind's own.")
        List<Condition> conditions)
    implements ResourceStatus {
  public TeamMembershipStatus {
    users = Given.list(users);
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
