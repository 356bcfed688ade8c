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

/** The Secret that workloads use. */
@ValidationRule(
    value = "!has(self.labels) || self.labels.all(key, !key.startsWith('iam.wandb.com/'))",
    message = "labels that begin with iam.wandb.com/ are the operator's own",
    fieldPath = ".labels")
@ValidationRule(
    value =
        "!has(self.annotations) || self.annotations.all(key, !key.startsWith('iam.wandb.com/'))",
    message = "annotations that begin with iam.wandb.com/ are the operator's own",
    fieldPath = ".annotations")
@ValidationRule(
    value =
        "!self.netrc || !('netrc' in [self.keys.apiKey, self.keys.previousApiKey, self.keys.baseUrl, self.keys.entity, self.keys.project, self.keys.username, self.keys.userEmail])",
    message =
        "the key netrc is taken by the file that netrc: true asks for: give the other one another name",
    fieldPath = ".keys")
@SchemaCustomizer(value = SchemaDetails.class, input = "deliverTo set")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeySecret(
    @Pattern(Formats.OBJECT)
        @Size(min = 1, max = Formats.OBJECT_MAX)
        @JsonPropertyDescription(
            "Name of the Secret; metadata.name with -wandb behind it unless told.")
        @Nullable String name,
    @Size(max = 32) @JsonPropertyDescription("Labels of the Secret, beside the operator's own.")
        Map<
                String,
                @Pattern("^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$") @Size(max = 63) String>
            labels,
    @Size(max = 32)
        @JsonPropertyDescription("Annotations of the Secret, beside the operator's own.")
        Map<String, @Size(max = 4096) String> annotations,
    @Default("{}") @JsonPropertyDescription("Names of the keys in the Secret.") SecretKeyNames keys,
    @Default("false")
        @JsonPropertyDescription("True: also a key netrc, to be mounted as a file.")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean netrc,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Namespaces that get a copy; each must consent by the annotation iam.wandb.com/accept-secrets-from.")
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
