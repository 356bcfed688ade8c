package com.wandb.iam.account.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.kube.OwnedSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretOwnerTest {
  private static Secret owned(@Nullable String owner) {
    var secret =
        new SecretBuilder().withNewMetadata().withNamespace("b").withName("s").endMetadata();
    if (owner != null) {
      secret
          .editMetadata()
          .addToLabels(OwnedSecret.MANAGED_BY, OwnedSecret.OPERATOR)
          .addToAnnotations("iam.wandb.com/owned-by", owner)
          .endMetadata();
    }
    return secret.build();
  }

  @ParameterizedTest
  @CsvSource({
    "ServiceAccount/trainer, b, trainer",
    "Delivery/ml/trainer, ml, trainer",
    "Escrow/ml/trainer, ml, trainer",
    "Delivery/ml, , ",
    "Escrow/ml, , ",
    "Team/ml/trainer, , ",
    ", , "
  })
  void owner_of_a_secret_is_enqueued(
      @Nullable String owner, @Nullable String namespace, @Nullable String name) {
    var found = KeySecrets.ownerOf(owned(owner));
    if (name == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).containsExactly(new ResourceID(name, namespace));
    }
  }
}
