package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys of a deleted account are revoked, so no key of another owner's Secret must be among them.
 */
@EnableKubernetesMockClient(crud = true, https = false)
class ForeignSecretsTest {
  private static final ApiKey KEY = ApiKey.of("1".repeat(40));

  private KubernetesClient client;

  @ParameterizedTest
  @CsvSource({
    "trainer-wandb, ServiceAccount/trainer, true",
    "trainer-wandb, ServiceAccount/other, false",
    "former-wandb, ServiceAccount/trainer, true",
    "former-wandb, ServiceAccount/other, false"
  })
  void only_own_secrets_contain_keys_of_the_account(String name, String owner, boolean own) {
    try (var world = new KeyWorld(client)) {
      world.store("id: %s, name: trainer, secretName: former-wandb".formatted(world.id));
      var keys = new KeyRing(new KeyRing.Held(KEY, "k1", 1, NOON), null);
      var annotations = new TreeMap<>(keys.annotations());
      annotations.put(KeyRing.ACCOUNT_ID, world.id);
      world.secrets.apply(
          new OwnedSecret(
              "ml", name, owner, null, Map.of(), annotations, Map.of("key", KEY.reveal())),
          null);
      var left = world.keySecrets.left(world.pass(), world.id);
      assertThat(left.contains(KEY)).isEqualTo(own);
    }
  }
}
