package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The encryption of connections to a store. */
@ValidationRule(
    value = "self.enabled || !has(self.caBundleRef)",
    message = "tls.caBundleRef requires tls.enabled: true",
    fieldPath = ".caBundleRef")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StorageTls(
    @Default("true")
        @JsonPropertyDescription(
            "Whether connections to the store are encrypted. Defaults to true.")
        @Nullable Boolean enabled,
    @JsonPropertyDescription("Private certificate authority, in this namespace.")
        @Nullable CaBundleReference caBundleRef) {
  static final StorageTls DEFAULT = new StorageTls(true, null);

  public StorageTls {
    enabled = Given.or(enabled, true);
  }
}
