package com.wandb.iam.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnedSecretTest {
  private static final String OWNER = "ServiceAccount/trainer";

  private static OwnedSecret wished(Map<String, String> labels, Map<String, String> annotations) {
    return new OwnedSecret("ml", "s", OWNER, null, labels, annotations, Map.of("KEY", "value"));
  }

  /** The schema also refuses most of these labels. */
  @Test
  void operator_marks_override_tenant_labels() {
    var made =
        wished(
                Map.of(OwnedSecret.MANAGED_BY, "somebody"),
                Map.of(OwnedSecret.OWNED_BY, "ServiceAccount/other"))
            .toSecret(null);
    assertThat(OwnedSecret.isOwnedBy(made, OWNER)).isTrue();
    assertThat(OwnedSecret.ownerOf(made)).contains(OWNER);
  }

  @Test
  void secret_with_one_mark_only_is_not_the_operators() {
    var labelled =
        new SecretBuilder()
            .withNewMetadata()
            .withName("s")
            .addToLabels(OwnedSecret.MANAGED_BY, OwnedSecret.OPERATOR)
            .endMetadata()
            .build();
    var annotated =
        new SecretBuilder()
            .withNewMetadata()
            .withName("s")
            .addToAnnotations(OwnedSecret.OWNED_BY, OWNER)
            .endMetadata()
            .build();
    assertThat(OwnedSecret.isOwnedBy(labelled, OWNER)).isFalse();
    assertThat(OwnedSecret.isOwnedBy(annotated, OWNER)).isFalse();
    assertThat(OwnedSecret.ownerOf(annotated)).isEmpty();
  }
}
