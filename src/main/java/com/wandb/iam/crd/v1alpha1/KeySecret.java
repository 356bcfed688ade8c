package com.wandb.iam.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.wandb.iam.crd.generator.SchemaDetails;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Secret with the API key for workloads. */
@ValidationRule(
    value = "!has(self.labels) || self.labels.all(key, !key.startsWith('iam.wandb.com/'))",
    message = "labels that start with iam.wandb.com/ are reserved for the operator",
    fieldPath = ".labels")
@ValidationRule(
    value =
        "!has(self.annotations) || self.annotations.all(key, !key.startsWith('iam.wandb.com/'))",
    message = "annotations that start with iam.wandb.com/ are reserved for the operator",
    fieldPath = ".annotations")
@ValidationRule(
    value =
        "!self.netrc || !('netrc' in [self.keys.apiKey, self.keys.previousApiKey,"
            + " self.keys.baseUrl, self.keys.entity, self.keys.project,"
            + " self.keys.username, self.keys.userEmail])",
    message =
        "the data key netrc is reserved for the file if netrc is true: choose another name in keys",
    fieldPath = ".keys")
@SchemaCustomizer(value = SchemaDetails.class, input = "deliverTo set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeySecret(
    @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription(
            "Name of the Secret. Defaults to metadata.name with the suffix -wandb.")
        @Nullable String name,
    @Size(max = 32)
        @JsonPropertyDescription("Labels of the Secret, in addition to those of the operator.")
        Map<
                String,
                @Pattern("^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$") @Size(max = 63) String>
            labels,
    @Size(max = 32)
        @JsonPropertyDescription("Annotations of the Secret, in addition to those of the operator.")
        Map<String, @Size(max = 4096) String> annotations,
    @Default("{}") @JsonPropertyDescription("Names of the data keys of the Secret.")
        SecretKeyNames keys,
    @Default("false")
        @JsonPropertyDescription(
            "If true, the Secret also has the data key netrc, which can be mounted as" + " a file.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean netrc,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Namespaces that receive a copy of the Secret. Each must consent with the"
                + " annotation iam.wandb.com/accept-secrets-from.")
        List<@Pattern(Formats.LABEL) @Size(min = 1, max = Formats.LABEL_MAX) String> deliverTo) {
  static final KeySecret DEFAULT =
      new KeySecret(null, Map.of(), Map.of(), SecretKeyNames.DEFAULT, false, List.of());

  public KeySecret {
    labels = Given.map(labels);
    annotations = Given.map(annotations);
    keys = Given.or(keys, SecretKeyNames.DEFAULT);
    deliverTo = Given.list(deliverTo);
  }
}
