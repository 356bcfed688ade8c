package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where the first key comes from, and how keys are renewed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeySettings(
    @JsonPropertyDescription(
            "A first key that a person made, where the server shows keys to people only. It is rotated at once, for a person saw it.")
        @Nullable KeyImport importFrom,
    @JsonPropertyDescription("Unset: the key changes only when told by annotation.")
        @Nullable KeyRotation rotation) {}
