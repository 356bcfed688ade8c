package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A reference to a data key of a Secret. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyReference(
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the Secret.")
        String name,
    @Default("apiKey")
        @Pattern(Formats.DATA_KEY)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Data key of the Secret.")
        String key) {
  public SecretKeyReference {
    key = Given.or(key, "apiKey");
  }
}
