package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How often a server is read. */
@ValidationRule(
    value =
        "!self.interval.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.interval) >= duration('10s') && duration(self.interval) <= duration('1h'))",
    message = "interval is from 10s to 1h",
    fieldPath = ".interval")
@ValidationRule(
    value =
        "!self.detailInterval.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.detailInterval) >= duration('1m') && duration(self.detailInterval) <= duration('24h'))",
    message = "detailInterval is from 1m to 24h",
    fieldPath = ".detailInterval")
@ValidationRule(
    value =
        "!self.interval.matches(r'"
            + Formats.DURATION
            + "') || !self.detailInterval.matches(r'"
            + Formats.DURATION
            + "') || duration(self.detailInterval) >= duration(self.interval)",
    message = "detailInterval is not shorter than interval: it is for what changes seldom",
    fieldPath = ".detailInterval")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SyncSettings(
    @Default("60s")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Between two snapshots of users, groups, roles and members of teams: 10s to 1h.")
        String interval,
    @Default("15m")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription(
            "Between two readings of what changes seldom (keys, projects, privacy): 1m to 24h.")
        String detailInterval) {
  static final SyncSettings DEFAULT = new SyncSettings("60s", "15m");

  public SyncSettings {
    interval = Given.or(interval, "60s");
    detailInterval = Given.or(detailInterval, "15m");
  }
}
