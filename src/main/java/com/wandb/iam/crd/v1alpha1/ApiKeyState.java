package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key, without its value. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeyState(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the key on the server.")
        @Nullable String id,
    @JsonPropertyDescription(
            "How many keys were made before it; part of its description on the server.")
        @Nullable Long sequence,
    @JsonPropertyDescription("When it was made, or imported.") @Nullable Instant createdAt,
    @JsonPropertyDescription("When the next one is due.") @Nullable Instant rotatesAt,
    @JsonPropertyDescription(
            "True: not all that spec.rollout names was restarted for this key yet.")
        @Nullable Boolean rollingOut,
    @Size(max = PreviousKey.FORMER_MAX)
        @JsonPropertyDescription(
            "Names of Secrets that held this key before spec.secret.name changed; pods may still have it from there.")
        List<@Size(max = Formats.OBJECT_MAX) String> formerSecrets,
    @JsonPropertyDescription("The key before, while both work.") @Nullable PreviousKey previous) {
  public ApiKeyState {
    formerSecrets = Given.list(formerSecrets);
  }

  /** The same with another key before. */
  public ApiKeyState withPrevious(@Nullable PreviousKey other) {
    return new ApiKeyState(id, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, other);
  }

  /** The same, known to the server by that id. */
  public ApiKeyState withId(@Nullable String other) {
    return new ApiKeyState(
        other, sequence, createdAt, rotatesAt, rollingOut, formerSecrets, previous);
  }

  /** The same, with workloads still to be restarted for it or not. */
  public ApiKeyState rolling(boolean open) {
    return new ApiKeyState(
        id, sequence, createdAt, rotatesAt, open ? true : null, formerSecrets, previous);
  }
}
