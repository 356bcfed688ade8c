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
        @Nullable PreviousKey previous,
    @Size(max = Formats.TEXT_MAX)
        @JsonPropertyDescription(
            "API keys of the account on the W&B server that the operator did not know at the last"
                + " rotation. Updated by the next rotation.")
        @Nullable String unknownKeys) {
  public ApiKeyState {
    formerSecrets = Given.list(formerSecrets);
  }

  /** Creates a state without unknown keys. */
  public ApiKeyState(
      @Nullable String id,
      @Nullable Long sequence,
      @Nullable Instant createdAt,
      @Nullable Instant rotatesAt,
      @Nullable Boolean rollingOut,
      List<String> formerSecrets,
      @Nullable PreviousKey previous) {
    this(id, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, previous, null);
  }

  /** Returns this state with other unknown keys; null if there are none. */
  public ApiKeyState withUnknown(@Nullable String keys) {
    return new ApiKeyState(
        id, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, previous, keys);
  }

  /** Returns this state with another previous key. */
  public ApiKeyState withPrevious(@Nullable PreviousKey other) {
    return new ApiKeyState(
        id, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, other, unknownKeys);
  }

  /** Returns this state with another id. */
  public ApiKeyState withId(@Nullable String other) {
    return new ApiKeyState(
        other, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, previous, unknownKeys);
  }

  /** Returns this state with or without workloads that are not yet restarted. */
  public ApiKeyState rolling(boolean open) {
    return new ApiKeyState(
        id,
        sequence,
        createdAt,
        rotatesAt,
        open ? true : null,
        formerSecrets,
        previous,
        unknownKeys);
  }
}
