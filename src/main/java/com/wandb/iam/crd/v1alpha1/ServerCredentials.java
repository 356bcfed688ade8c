package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The admin credential of a server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerCredentials(
    @Required
        @JsonPropertyDescription("Secret with the API key. It must be in the operator's namespace.")
        SecretKeyReference secretRef,
    @Default("\"\"")
        @Pattern("^([a-zA-Z0-9_][a-zA-Z0-9_.-]*)?$")
        @Size(max = Formats.ENTITY_MAX)
        @JsonPropertyDescription(
            "Username of the admin user who owns the key. If empty, the key belongs"
                + " to an organization service account.")
        String username) {
  public ServerCredentials {
    username = Given.or(username, "");
  }
}
