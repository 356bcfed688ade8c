package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which buckets a tenant may use. */
@SchemaCustomizer(value = SchemaDetails.class, input = "buckets set; endpoints set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantStorage(
    @Size(max = 100)
        @JsonPropertyDescription(
            "Names of buckets (globs: * and ?); of provider AZURE account/container.")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = 222) String> buckets,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Addresses other than the providers' public ones that connectors may name: host or host:port (globs: * and ?).")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = 262) String> endpoints,
    @JsonPropertyDescription(
            "They may use buckets without credentials of their own, with the server's identity.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean serverIdentity) {
  public TenantStorage {
    buckets = Given.list(buckets);
    endpoints = Given.list(endpoints);
  }
}
