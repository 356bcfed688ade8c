package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A reference to a user by email address or by username. */
@ValidationRule(
    value = "has(self.email) != has(self.username)",
    message = "set exactly one of email and username")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PersonReference(
    @Pattern(Formats.EMAIL)
        @Size(min = 3, max = Formats.EMAIL_MAX)
        @JsonPropertyDescription("Email address. Case-insensitive.")
        @Nullable String email,
    @Pattern(Formats.USERNAME)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Username on the W&B server.")
        @Nullable String username) {}
