package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How keys are renewed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyRotation(
    @Required
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription("From one key to the next: 1h or more.")
        String every,
    @Default("24h")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Old and new key both work at least this long; then the old one is revoked as soon as nothing that runs still holds it. Shorter than every.")
        String overlap,
    @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "After this the old key is revoked in any case. Unset: wait. Not shorter than overlap.")
        @Nullable String maxOverlap) {
  public KeyRotation {
    overlap = Given.or(overlap, "24h");
  }
}
