package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.CLOCK;
import static com.wandb.iam.account.AccountFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.account.AccountFixture;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class OrphanedKeysTest {
  private static final String OPERATOR = "wandb-iam-system";

  private KubernetesClient client;
  private AccountFixture fixture;
  private Secrets secrets;
  private OrphanedKeys orphans;
  private String id;
  private ApiKey own;

  @BeforeEach
  void begin() {
    fixture = new AccountFixture(client);
    secrets = new Secrets(client, namespace -> false);
    orphans =
        new OrphanedKeys(
            new KeySecrets(
                secrets,
                new KeyEscrow(secrets, OPERATOR),
                new Deliveries(secrets, null, fixture.events(), OPERATOR),
                CLOCK,
                true),
            fixture.events(),
            "cluster");
    fixture.server.version(0, 84);
    id = fixture.account("trainer");
    own = fixture.server.keys().made(id, marker(1));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private static String marker(long sequence) {
    return new KeyMarker("cluster", "uid-1", sequence).text();
  }

  /** Deletes the account with a key in its Secret. */
  private void delete(ApiKey published) {
    var keys = new KeyRing(new KeyRing.Held(published, "key-1", 1, NOON), null);
    var annotations = new TreeMap<>(keys.annotations());
    annotations.put(KeyRing.ACCOUNT_ID, id);
    secrets.apply(
        new OwnedSecret(
            "ml",
            "trainer-wandb",
            "ServiceAccount/trainer",
            null,
            Map.of(),
            annotations,
            Map.of("WANDB_API_KEY", published.reveal())),
        null);
    fixture.server.forgetUser(id);
  }

  private void end(String status) {
    orphans.end(fixture.reconciliation("", status), fixture.connection());
  }

  @Test
  void refused_revocation_is_retried() {
    fixture.server.keys().made(id);
    delete(own);
    fixture
        .server
        .script()
        .fail(
            "revokeKey key-2",
            new WandbException.Refused(
                WandbException.Refused.Refusal.UNAUTHENTICATED, "unknown key"));
    assertThatThrownBy(() -> end("id: " + id)).isInstanceOf(WandbException.Refused.class);
  }

  @Test
  void all_keys_of_a_created_account_are_revoked() {
    fixture.server.keys().made(id);
    delete(own);
    end("id: " + id);
    assertThat(fixture.server.keys().live(id)).isEmpty();
    assertThat(fixture.server.script().journal("revokeKey"))
        .containsExactly("revokeKey key-2", "revokeKey key-1");
  }

  @Test
  void foreign_keys_of_an_adopted_account_are_kept() {
    fixture.server.keys().made(id);
    delete(own);
    end("adopted: true, id: " + id);
    assertThat(fixture.server.keys().live(id)).containsExactly("key-2");
  }

  @Test
  void key_of_another_account_in_the_secret_is_not_used() {
    var other = fixture.account("other");
    delete(fixture.server.keys().made(other));
    end("id: " + id);
    assertThat(fixture.server.keys().live(other)).hasSize(1);
    assertThat(fixture.server.keys().live(id)).containsExactly("key-1");
  }

  @Test
  void invalid_key_in_the_secret_proves_nothing() {
    delete(ApiKey.of("x".repeat(40)));
    end("id: %s, apiKey: {id: key-1, sequence: 1}".formatted(id));
    assertThat(fixture.server.keys().live(id)).containsExactly("key-1");
    assertThat(unproved()).contains("key-1");
  }

  /** A key that was published once and whose Secret is lost, and that the user can still give. */
  @Test
  void key_to_import_ends_with_the_account() {
    fixture.server.forgetUser(id);
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ml")
                .withName("source")
                .addToLabels(Secrets.SOURCE_LABEL, "true")
                .endMetadata()
                .withData(Map.of("apiKey", base64(own.reveal() + "\n")))
                .build())
        .create();
    var spec = "apiKey: {importFrom: {secretRef: {name: source, key: apiKey}}}";
    orphans.end(fixture.reconciliation(spec, "id: " + id), fixture.connection());
    assertThat(fixture.server.keys().live(id)).isEmpty();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** On a restored server, the ids may be those of other accounts' keys. */
  @Test
  void ids_in_status_alone_revoke_nothing_and_are_named() {
    fixture.server.forgetUser(id);
    end(
        "id: %s, apiKey: {id: key-2, sequence: 2, previous: {id: key-1}}, %s"
            .formatted(id, "pendingKey: {description: x, id: key-3}"));
    assertThat(fixture.server.script().journal("revokeKey")).isEmpty();
    assertThat(unproved()).contains("key-2, key-1, key-3");
  }

  @Test
  void ids_found_on_this_server_are_revoked_without_a_secret() {
    fixture.server.keys().made(id);
    fixture.server.forgetUser(id);
    var keys = "apiKey: {id: key-2, sequence: 2, previous: {id: key-1}}";
    end("id: %s, %s, %s".formatted(id, keys, bound("server-2")));
    assertThat(fixture.server.keys().live(id)).hasSize(2);
    end("id: %s, %s, %s".formatted(id, keys, bound("server-1")));
    assertThat(fixture.server.keys().live(id)).isEmpty();
  }

  private static String bound(String server) {
    return "binding: {server: %s, at: '2026-03-01T11:00:00Z'}".formatted(server);
  }

  @Test
  void foreign_keys_of_an_adopted_account_are_not_named() {
    fixture.server.forgetUser(id);
    end(
        "adopted: true, id: %s, apiKey: {id: key-2, sequence: 0, previous: {id: key-1, adopted: true}}"
            .formatted(id));
    assertThat(unproved()).isEmpty();
    end("adopted: true, id: %s, apiKey: {id: key-2, sequence: 1}".formatted(id));
    assertThat(unproved()).contains("key-2");
  }

  private String unproved() {
    return client.events().v1().events().inNamespace("ml").list().getItems().stream()
        .filter(event -> "KeyNotRevoked".equals(event.getReason()))
        .map(Event::getNote)
        .collect(Collectors.joining());
  }

  @Test
  void status_without_account_revokes_nothing() {
    delete(own);
    end("apiKey: {id: key-1, sequence: 1}");
    assertThat(fixture.server.keys().live(id)).containsExactly("key-1");
  }

  @Test
  void outage_does_not_count_as_an_invalid_key() {
    delete(own);
    fixture
        .server
        .script()
        .fail(
            "keysOfHolder",
            new WandbException.Unavailable(
                WandbException.Unavailable.Outage.CONNECTION, "down", false, null, null));
    assertThatThrownBy(() -> end("id: " + id)).isInstanceOf(WandbException.Unavailable.class);
  }
}
