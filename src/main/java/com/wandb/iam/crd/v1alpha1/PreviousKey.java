package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key before the current one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreviousKey(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the key on the server.")
        @Nullable String id,
    @JsonPropertyDescription("The earliest time at which it is revoked.")
        @Nullable Instant revokesAt,
    @Size(max = PreviousKey.FORMER_MAX)
        @JsonPropertyDescription(
            "Names of Secrets that held this key before spec.secret.name changed; pods may still have it from there.")
        List<@Size(max = Formats.OBJECT_MAX) String> formerSecrets) {
  /** How many names of Secrets a key may have had; older ones are forgotten. */
  public static final int FORMER_MAX = 10;

  public PreviousKey {
    formerSecrets = Given.list(formerSecrets);
  }

  /** The same, known to the server by that id. */
  public PreviousKey withId(@Nullable String other) {
    return new PreviousKey(other, revokesAt, formerSecrets);
  }
}
