package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How a server's certificate is trusted. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerTls(
    @JsonPropertyDescription(
            "A private certificate authority, in the operator's namespace. Unset: the operator's own trust store.")
        @Nullable CaBundleReference caBundleRef) {}
