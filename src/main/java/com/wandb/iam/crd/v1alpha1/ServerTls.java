package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The certificate authorities that are trusted for a server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerTls(
    @JsonPropertyDescription(
            "Private certificate authority, in the operator's namespace. If unset,"
                + " the operator uses its default trust store.")
        @Nullable CaBundleReference caBundleRef) {}
