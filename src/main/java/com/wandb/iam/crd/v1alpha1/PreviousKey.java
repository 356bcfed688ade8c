package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The previous API key. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PreviousKey(
    @Size(max = Formats.ID_MAX) @JsonPropertyDescription("Id of the API key on the W&B server.")
        @Nullable String id,
    @JsonPropertyDescription("Earliest time at which the operator revokes the key.")
        @Nullable Instant revokesAt,
    @Size(max = PreviousKey.FORMER_MAX)
        @JsonPropertyDescription(
            "Names of Secrets that contained this key before spec.secret.name"
                + " changed. Pods may still use the key from there.")
        List<@Size(max = Formats.OBJECT_MAX) String> formerSecrets,
    @JsonPropertyDescription(
            "Only for adopted accounts: whether the account had this key before. The operator does"
                + " not revoke such a key.")
        @Nullable Boolean adopted) {
  /** Maximum number of former Secret names. Older ones are removed. */
  public static final int FORMER_MAX = 10;

  public PreviousKey {
    formerSecrets = Given.list(formerSecrets);
  }

  /** Returns this key with another id. */
  public PreviousKey withId(@Nullable String other) {
    return new PreviousKey(other, revokesAt, formerSecrets, adopted);
  }
}
