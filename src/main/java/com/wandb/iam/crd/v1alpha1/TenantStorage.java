package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The buckets that a tenant may use. */
@SchemaCustomizer(value = SchemaDetails.class, input = "buckets set; endpoints set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantStorage(
    @Size(max = 100)
        @JsonPropertyDescription(
            "Names of buckets; for provider AZURE account/container. Globs with * and"
                + " ? are allowed.")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = 222) String> buckets,
    @Size(max = 100)
        @JsonPropertyDescription(
            "Endpoints that connectors may use in addition to the providers' public"
                + " ones, as host or host:port. Globs with * and ? are allowed.")
        List<@Pattern(Formats.GLOB) @Size(min = 1, max = 262) String> endpoints,
    @JsonPropertyDescription(
            "Whether the W&B server may access these buckets with its own identity,"
                + " without credentials of the namespace. Defaults to false.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean serverIdentity) {
  public TenantStorage {
    buckets = Given.list(buckets);
    endpoints = Given.list(endpoints);
  }
}
