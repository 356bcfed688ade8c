package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A person, by e-mail address or by username. */
@ValidationRule(
    value = "has(self.email) != has(self.username)",
    message = "a person is named either by email or by username: give exactly one of them")
@SchemaCustomizer(value = SchemaDetails.class, input = "atomic")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PersonReference(
    @Pattern(Formats.EMAIL)
        @Size(min = 3, max = Formats.EMAIL_MAX)
        @JsonPropertyDescription("E-mail address; capitals do not matter.")
        @Nullable String email,
    @Pattern(Formats.USERNAME)
        @Size(min = 1, max = Formats.ENTITY_MAX)
        @JsonPropertyDescription("Username on the server.")
        @Nullable String username) {}
