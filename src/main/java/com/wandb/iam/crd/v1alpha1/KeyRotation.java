package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How keys are renewed. */
@ValidationRule(
    value =
        "!self.every.matches(r'"
            + Formats.DURATION
            + "') || duration(self.every) >= duration('1h')",
    message = "every is 1h or more",
    fieldPath = ".every")
@ValidationRule(
    value =
        "!self.every.matches(r'"
            + Formats.DURATION
            + "') || !self.overlap.matches(r'"
            + Formats.DURATION
            + "') || duration(self.overlap) < duration(self.every)",
    message = "overlap is shorter than every: else old keys would pile up",
    fieldPath = ".overlap")
@ValidationRule(
    value =
        "!has(self.maxOverlap) || !self.overlap.matches(r'"
            + Formats.DURATION
            + "') || !self.maxOverlap.matches(r'"
            + Formats.DURATION
            + "') || duration(self.maxOverlap) >= duration(self.overlap)",
    message = "maxOverlap is not shorter than overlap",
    fieldPath = ".maxOverlap")
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
