package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A reference to PEM certificates of certificate authorities in a ConfigMap or Secret. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CaBundleReference(
    @Default("ConfigMap") @JsonPropertyDescription("Kind of the object: ConfigMap or Secret.")
        CaBundleKind kind,
    @Required
        @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Name of the object.")
        String name,
    @Default("ca.crt")
        @Pattern(Formats.DATA_KEY)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription("Data key of the object.")
        String key) {
  public CaBundleReference {
    kind = Given.or(kind, CaBundleKind.ConfigMap);
    key = Given.or(key, "ca.crt");
  }
}
