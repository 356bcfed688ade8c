package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** A reference to a WandbServer. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerReference(
    @Default("default")
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the WandbServer.")
        String name) {
  /** The reference that is used if none is declared. */
  public static final ServerReference DEFAULT = new ServerReference("default");

  public ServerReference {
    name = Given.or(name, "default");
  }
}
