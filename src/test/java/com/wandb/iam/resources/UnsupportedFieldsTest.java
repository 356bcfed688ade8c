package com.wandb.iam.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ReconcileResult;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedFieldsTest {
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"spec.sync.detailInterval | sync: {detailInterval: 1h}"})
  void unsupported_server_field_is_named(String field, String yaml) {
    var spec =
        YAML.unmarshal(
            "---\n{url: 'https://wandb.example.com', credentials: {secretRef: {name: a}}, "
                + yaml
                + "}",
            WandbServerSpec.class);
    assertNamed(UnsupportedFields.in(spec), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"spec.modelRegistryAdmin | modelRegistryAdmin: true"})
  void unsupported_membership_field_is_named(String field, String yaml) {
    var spec =
        YAML.unmarshal(
            "---\n{teamRef: {name: vision}, user: {username: alice}, role: Member, " + yaml + "}",
            TeamMembershipSpec.class);
    assertNamed(UnsupportedFields.in(spec), field);
  }

  private static void assertNamed(Optional<ReconcileResult> conclusion, String field) {
    assertThat(conclusion.orElseThrow().finding(ConditionType.Accepted).orElseThrow())
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(ConditionUpdate.State.FALSE);
              assertThat(finding.reason().name()).isEqualTo("NotSupported");
              assertThat(finding.message()).startsWith(field + ":");
            });
  }
}
