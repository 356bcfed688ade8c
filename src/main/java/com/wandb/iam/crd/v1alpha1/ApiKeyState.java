package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of an API key, without its value. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeyState(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the API key on the W&B server.")
        @Nullable String id,
    @JsonPropertyDescription(
            "Number of keys that were created before it. Part of its description on"
                + " the W&B server.")
        @Nullable Long sequence,
    @JsonPropertyDescription("Time at which the key was created or imported.")
        @Nullable Instant createdAt,
    @JsonPropertyDescription("Time of the next scheduled rotation.") @Nullable Instant rotatesAt,
    @JsonPropertyDescription(
            "True while workloads in spec.rollout are not yet restarted for this key.")
        @Nullable Boolean rollingOut,
    @Size(max = PreviousKey.FORMER_MAX)
        @JsonPropertyDescription(
            "Names of Secrets that contained this key before spec.secret.name"
                + " changed. Pods may still use the key from there.")
        List<@Size(max = Formats.OBJECT_MAX) String> formerSecrets,
    @JsonPropertyDescription("Previous API key, while both keys are valid.")
        @Nullable PreviousKey previous) {
  public ApiKeyState {
    formerSecrets = Given.list(formerSecrets);
  }

  /** Returns this state with another previous key. */
  public ApiKeyState withPrevious(@Nullable PreviousKey other) {
    return new ApiKeyState(id, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, other);
  }

  /** Returns this state with another id. */
  public ApiKeyState withId(@Nullable String other) {
    return new ApiKeyState(
        other, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, previous);
  }

  /** Returns this state with or without workloads that are not yet restarted. */
  public ApiKeyState rolling(boolean open) {
    return new ApiKeyState(
        id, sequence, createdAt, rotatesAt, open ? true : null, formerSecrets, previous);
  }
}
