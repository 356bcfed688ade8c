package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a service account and its key. */
@SchemaCustomizer(value = SchemaDetails.class, input = "conditions map type")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WandbServiceAccountStatus(
    @JsonPropertyDescription("The generation that was looked at last; -1 before the first look.")
        @Nullable Long observedGeneration,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id on the server.") @Nullable String id,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Name on the server.")
        @Nullable String name,
    @Size(max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("The WandbServer: cleaning up needs no other resource.")
        @Nullable String serverName,
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the parent team on the server.")
        @Nullable String teamId,
    @Size(max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("The Secret that holds the key, in this namespace.")
        @Nullable String secretName,
    @Size(max = 40) @JsonPropertyDescription("Namespaces that hold a copy of the Secret.")
        List<@Size(max = Formats.LABEL_MAX) String> deliveredTo,
    @JsonPropertyDescription("The key that is valid now; never its value.")
        @Nullable ApiKeyState apiKey,
    @JsonPropertyDescription("An intent, written before the object is created on the server.")
        @Nullable PendingCreate pendingCreate,
    @JsonPropertyDescription(
            "A key that was about to be made: after a crash, one with this description that no Secret holds is an orphan, and is revoked.")
        @Nullable PendingKey pendingKey,
    @JsonPropertyDescription("True: existed before this resource, which took it over.")
        @Nullable Boolean adopted,
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
  public WandbServiceAccountStatus {
    deliveredTo = Given.list(deliveredTo);
    warnings = Given.list(warnings);
    handled = Given.map(handled);
    conditions = Given.list(conditions);
  }
}
