package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The intervals at which a server is read. */
@ValidationRule(
    value =
        "!self.interval.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.interval) >= duration('10s') &&"
            + " duration(self.interval) <= duration('1h'))",
    message = "interval must be from 10s to 1h",
    fieldPath = ".interval")
@ValidationRule(
    value =
        "!self.detailInterval.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.detailInterval) >= duration('1m') &&"
            + " duration(self.detailInterval) <= duration('24h'))",
    message = "detailInterval must be from 1m to 24h",
    fieldPath = ".detailInterval")
@ValidationRule(
    value =
        "!self.interval.matches(r'"
            + Formats.DURATION
            + "') || !self.detailInterval.matches(r'"
            + Formats.DURATION
            + "') || duration(self.detailInterval) >= duration(self.interval)",
    message = "detailInterval must not be shorter than interval",
    fieldPath = ".detailInterval")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SyncSettings(
    @Default("60s")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Interval between two reads of users, groups, roles and team members. From 10s to 1h.")
        String interval,
    @Default("15m")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Interval between two reads of objects that rarely change (keys,"
                + " projects, privacy). From 1m to 24h.")
        String detailInterval) {
  static final SyncSettings DEFAULT = new SyncSettings("60s", "15m");

  public SyncSettings {
    interval = Given.or(interval, "60s");
    detailInterval = Given.or(detailInterval, "15m");
  }
}
