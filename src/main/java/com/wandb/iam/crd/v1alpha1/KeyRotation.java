package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The scheduled rotation of API keys. */
@ValidationRule(
    value =
        "!self.every.matches(r'"
            + Formats.DURATION
            + "') || duration(self.every) >= duration('1h')",
    message = "every must be at least 1h",
    fieldPath = ".every")
@ValidationRule(
    value =
        "!self.every.matches(r'"
            + Formats.DURATION
            + "') || !self.overlap.matches(r'"
            + Formats.DURATION
            + "') || duration(self.overlap) < duration(self.every)",
    message = "overlap must be shorter than every, because old keys would accumulate otherwise",
    fieldPath = ".overlap")
@ValidationRule(
    value =
        "!has(self.maxOverlap) || !self.overlap.matches(r'"
            + Formats.DURATION
            + "') || !self.maxOverlap.matches(r'"
            + Formats.DURATION
            + "') || duration(self.maxOverlap) >= duration(self.overlap)",
    message = "maxOverlap must not be shorter than overlap",
    fieldPath = ".maxOverlap")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyRotation(
    @Required
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription("Interval between scheduled rotations. Must be at least 1h.")
        String every,
    @Default("24h")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Minimum time that the previous API key stays valid after a rotation. The"
                + " operator then revokes it as soon as no running pod uses it. Must be"
                + " shorter than every. Defaults to 24h.")
        String overlap,
    @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Time after a rotation at which the previous API key is revoked, even if"
                + " running pods use it. If unset, the operator waits for these pods. Must"
                + " not be shorter than overlap.")
        @Nullable String maxOverlap) {
  public KeyRotation {
    overlap = Given.or(overlap, "24h");
  }
}
