package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** The W&amp;B server that the ids in a status belong to. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerBinding(
    @Required
        @Size(max = 64)
        @JsonPropertyDescription(
            "Fingerprint of the W&B server, as in status.organization of the WandbServer.")
        String server,
    @Required
        @JsonPropertyDescription(
            "Time at which the id was found. An object that was created later is another one.")
        Instant at) {

  /** Description of the field in the statuses. */
  static final String DESCRIPTION =
      "W&B server that the ids in this status belong to. If another server is accepted for the"
          + " WandbServer, the objects are searched by name again.";
}
