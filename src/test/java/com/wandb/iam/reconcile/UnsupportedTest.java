package com.wandb.iam.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.TeamMembershipSpec;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.kube.LenientSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedTest {
  private static final KubernetesSerialization YAML = LenientSerialization.create();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"spec.sync.detailInterval | sync: {detailInterval: 1h}"})
  void a_server_is_told_which_field_is_not_carried_out(String field, String yaml) {
    var spec =
        YAML.unmarshal(
            "---\n{url: 'https://wandb.example.com', credentials: {secretRef: {name: a}}, "
                + yaml
                + "}",
            WandbServerSpec.class);
    assertNamed(Unsupported.in(spec), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"spec.modelRegistryAdmin | modelRegistryAdmin: true"})
  void a_membership_is_told_which_field_is_not_carried_out(String field, String yaml) {
    var spec =
        YAML.unmarshal(
            "---\n{teamRef: {name: vision}, user: {username: alice}, role: Member, " + yaml + "}",
            TeamMembershipSpec.class);
    assertNamed(Unsupported.in(spec), field);
  }

  private static void assertNamed(Optional<Conclusion> conclusion, String field) {
    assertThat(conclusion.orElseThrow().finding(ConditionType.Accepted).orElseThrow())
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(Finding.State.FALSE);
              assertThat(finding.reason().name()).isEqualTo("NotSupported");
              assertThat(finding.message()).startsWith(field + ":");
            });
  }
}
