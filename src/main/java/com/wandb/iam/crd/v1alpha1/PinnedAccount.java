package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The account that the operator used when the server was bound. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PinnedAccount(
    @Required
        @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Id of the account on the W&B server.")
        String id,
    @Required
        @Size(max = Formats.ID_MAX)
        @JsonPropertyDescription("Username of the account on the W&B server.")
        String username,
    @JsonPropertyDescription("Time of creation of the account, if the W&B server reports it.")
        @Nullable Instant created) {}
