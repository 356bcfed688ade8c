package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Limits on the requests that the operator sends to a server. */
@ValidationRule(
    value =
        "!self.timeout.matches(r'"
            + Formats.DURATION
            + "') || (duration(self.timeout) >= duration('1s') &&"
            + " duration(self.timeout) <= duration('5m'))",
    message = "timeout must be from 1s to 5m",
    fieldPath = ".timeout")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RequestLimits(
    @Default("20")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
            "Maximum number of requests per second, reads and writes together. From 1"
                + " to 1000.")
        @Nullable Integer requestsPerSecond,
    @Default("8")
        @Min(1)
        @Max(64)
        @JsonPropertyDescription("Maximum number of concurrent requests. From 1 to 64.")
        @Nullable Integer concurrency,
    @Default("15s")
        @Pattern(Formats.DURATION)
        @Size(max = Formats.DURATION_MAX)
        @JsonPropertyDescription("Timeout of one request, including its response. From 1s to 5m.")
        String timeout) {
  static final RequestLimits DEFAULT = new RequestLimits(20, 8, "15s");

  public RequestLimits {
    requestsPerSecond = Given.or(requestsPerSecond, 20);
    concurrency = Given.or(concurrency, 8);
    timeout = Given.or(timeout, "15s");
  }
}
