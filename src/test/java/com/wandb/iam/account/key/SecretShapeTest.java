package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.Remotes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class SecretShapeTest {
  private static final ApiKey NEW = ApiKey.of("n".repeat(40));
  private static final ApiKey OLD = ApiKey.of("o".repeat(40));
  private static final KeyRing ONE = new KeyRing(new KeyRing.Held(NEW, "k4", 4, NOON), null);

  private KubernetesClient client;
  private AccountFixture fixture;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private OwnedSecret wanted(String spec, String status, KeyRing keys) {
    var pass = fixture.reconciliation(spec, status);
    var server =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                metadata: {name: central}
                spec: {url: "https://wandb.example.com:8443/path"}
                """,
                WandbServer.class);
    var account =
        new BoundAccount(
            fixture.vision(),
            server,
            Remotes.robot("bot"),
            Map.of("WANDB_ENTITY", "vision"),
            false,
            null);
    return SecretShape.wanted(pass, account, keys, Map.of("rotate", "1"));
  }

  @Test
  void secret_has_key_url_and_destination() {
    assertThat(wanted("", "", ONE).data())
        .containsOnly(
            Map.entry("WANDB_API_KEY", NEW.reveal()),
            Map.entry("WANDB_BASE_URL", "https://wandb.example.com:8443/path"),
            Map.entry("WANDB_ENTITY", "vision"));
  }

  @Test
  void previous_key_is_beside_the_current_one() {
    var both = ONE.followedBy(new KeyRing.Held(NEW, "k5", 5, NOON));
    var data = wanted("", "", new KeyRing(both.current(), new KeyRing.Held(OLD, "k4", 4, NOON)));
    assertThat(data.data()).containsEntry("WANDB_API_KEY_PREVIOUS", OLD.reveal());
  }

  @Test
  void netrc_names_the_machine_with_its_port() {
    assertThat(wanted("secret: {netrc: true}", "", ONE).data().get("netrc"))
        .isEqualTo(
            "machine wandb.example.com:8443\n  login user\n  password " + NEW.reveal() + "\n");
  }

  @Test
  void secret_has_name_and_owner_of_the_resource() {
    var secret = wanted("", "", ONE);
    assertThat(secret.name()).isEqualTo("trainer-wandb");
    assertThat(secret.ownedBy()).isEqualTo("ServiceAccount/trainer");
    assertThat(secret.owner()).isNotNull();
    assertThat(secret.owner().getUid()).isEqualTo("uid-1");
    assertThat(wanted("secret: {name: key}", "", ONE).name()).isEqualTo("key");
  }

  @Test
  void orphaned_secret_has_no_owner() {
    assertThat(wanted("deletionPolicy: Orphan", "", ONE).owner()).isNull();
    assertThat(wanted("", "adopted: true", ONE).owner()).isNull();
    assertThat(wanted("deletionPolicy: Delete", "adopted: true", ONE).owner()).isNotNull();
  }

  @Test
  void annotations_describe_keys_and_actions() {
    var secret = wanted("secret: {labels: {a: b}, annotations: {c: d}}", "", ONE);
    assertThat(secret.labels()).containsEntry("a", "b");
    assertThat(secret.annotations())
        .containsEntry("c", "d")
        .containsEntry(KeyRing.ACCOUNT_ID, "bot")
        .containsEntry("iam.wandb.com/key-id", "k4")
        .containsKey("iam.wandb.com/handled-rotate");
  }

  @Test
  void destination_names_follow_the_spec() {
    assertThat(
            SecretShape.destinationNames(
                fixture.resource("secret: {keys: {project: PROJECT}}", "")))
        .containsExactly("WANDB_ENTITY", "PROJECT", "WANDB_USERNAME", "WANDB_USER_EMAIL");
  }
}
