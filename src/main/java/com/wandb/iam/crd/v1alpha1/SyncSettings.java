package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How often a server is read. */
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
