package com.wandb.iam.account.key;

import static com.wandb.iam.account.AccountFixture.NOON;
import static com.wandb.iam.account.key.KeyWorld.OPERATOR;
import static com.wandb.iam.account.key.KeyWorld.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.account.key.Deliveries.Undelivered;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.kube.OwnedSecret;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.wandb.ApiKey;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class DeliveriesTest {
  private static final String COPY = "Delivery/ml/trainer";
  private static final KeyRing KEYS =
      new KeyRing(new KeyRing.Held(ApiKey.of("1".repeat(40)), "k1", 1, NOON), null);

  private KubernetesClient client;
  private KubernetesMockServer api;
  private KeyWorld world;

  @BeforeEach
  void begin() {
    KeyWorld.grantEveryReview(api);
    world =
        new KeyWorld(
            client, new WatchedNamespaces(Set.of("ml", "open", "shut", "second", OPERATOR)));
    world.namespace("open", true);
    world.namespace("second", true);
    world.namespace("shut", false);
    world.namespace(OPERATOR, true);
    world.namespace("unwatched", true);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private AccountReconciliation pass(String namespaces, String... delivered) {
    world.declare("secret: {deliverTo: [" + namespaces + "]}");
    var pass = world.pass();
    pass.draft().deliveredTo = List.of(delivered);
    return pass;
  }

  private List<Undelivered> deliver(AccountReconciliation pass) {
    return world.deliveries.deliver(
        pass, SecretShape.wanted(pass, world.account(), KEYS, Map.of()));
  }

  private boolean copied(String namespace) {
    return world
        .secret(namespace, SECRET)
        .filter(secret -> OwnedSecret.isOwnedBy(secret, COPY))
        .isPresent();
  }

  private void foreign(String namespace) {
    world.secrets.apply(
        new OwnedSecret(
            namespace, SECRET, "Delivery/ml/other", null, Map.of(), Map.of(), Map.of("a", "b")),
        null);
  }

  private static String message(Undelivered... undelivered) {
    return Deliveries.result(List.of(undelivered), "ml")
        .finding(ConditionType.Ready)
        .orElseThrow()
        .message();
  }

  @Test
  void missing_consent_is_explained() {
    assertThat(message(new Undelivered(Reason.ConsentMissing, "No.", true)))
        .contains("add ml to the annotation iam.wandb.com/accept-secrets-from");
  }

  @Test
  void consenting_namespace_needs_no_consent() {
    assertThat(message(new Undelivered(Reason.ConsentMissing, "No.", false)))
        .isEqualTo("spec.secret.deliverTo: No. Everything else is in sync.");
  }

  @Test
  void one_namespace_without_consent_suffices_for_the_remedy() {
    assertThat(
            message(
                new Undelivered(Reason.NamespaceNotWatched, "One.", false),
                new Undelivered(Reason.ConsentMissing, "Two.", true)))
        .startsWith("spec.secret.deliverTo: One. Two. To consent, add ml");
  }

  @Test
  void copies_reach_consenting_namespaces() {
    var pass = pass("second, open, ml");
    assertThat(deliver(pass)).isEmpty();
    assertThat(copied("open")).isTrue();
    assertThat(copied("second")).isTrue();
    assertThat(world.secret("ml", SECRET)).as("its own namespace").isEmpty();
    assertThat(pass.draft().deliveredTo).containsExactly("open", "second");
    assertThat(world.secret("open", SECRET).orElseThrow().getMetadata().getOwnerReferences())
        .isEmpty();
  }

  @Test
  void copies_are_noted_before_they_exist() {
    api.expect().post().withPath("/api/v1/namespaces/open/secrets").andReturn(403, "no").once();
    deliver(pass("open"));
    assertThat(world.status().deliveredTo()).containsExactly("open");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shut             | ConsentMissing      | true  | Namespace shut does not consent.
          none             | NamespaceNotWatched | false | The operator does not watch namespace none.
          unwatched        | NamespaceNotWatched | false | The operator does not watch namespace unwatched.
          wandb-iam-system | ConsentMissing      | false | Namespace wandb-iam-system belongs to the operator and never receives copies.
          """)
  void refused_namespace_gets_no_copy(
      String namespace, Reason reason, boolean lacksConsent, String message) {
    var pass = pass("open, " + namespace);
    var missing = deliver(pass);
    assertThat(missing).hasSize(1);
    assertThat(missing.getFirst().reason()).isEqualTo(reason);
    assertThat(missing.getFirst().lacksConsent()).isEqualTo(lacksConsent);
    assertThat(missing.getFirst().message()).startsWith(message);
    assertThat(copied("open")).isTrue();
    assertThat(copied(namespace)).isFalse();
    assertThat(pass.draft().deliveredTo).containsExactly("open");
  }

  @Test
  void foreign_secret_is_not_overwritten() {
    foreign("open");
    assertThat(deliver(pass("open")))
        .containsExactly(
            new Undelivered(
                Reason.ConsentMissing,
                "Namespace open contains another Secret with the name trainer-wandb.",
                false));
    assertThat(copied("open")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NamespaceTerminating | Namespace open is being deleted.
          Quota                | Namespace open rejects the Secret. The Kubernetes API server answered 403.
          """)
  void refusal_of_the_api_server_is_reported(String cause, String message) {
    var status =
        new StatusBuilder()
            .withCode(403)
            .withNewDetails()
            .addNewCause()
            .withReason(cause)
            .endCause()
            .endDetails()
            .build();
    api.expect().post().withPath("/api/v1/namespaces/open/secrets").andReturn(403, status).once();
    assertThat(deliver(pass("open, second")))
        .containsExactly(new Undelivered(Reason.ConsentMissing, message, false));
    assertThat(copied("second")).isTrue();
  }

  @Test
  void copy_is_deleted_once_it_is_not_declared() {
    deliver(pass("open, second"));
    var pass = pass("second", "open", "second");
    assertThat(deliver(pass)).isEmpty();
    assertThat(copied("open")).isFalse();
    assertThat(copied("second")).isTrue();
    assertThat(pass.draft().deliveredTo).containsExactly("second");
  }

  @Test
  void copy_is_deleted_once_consent_ends() {
    deliver(pass("second"));
    world.namespace("second", false);
    world.awaitConsent("second", false);
    var pass = pass("second", "second");
    assertThat(deliver(pass)).hasSize(1);
    assertThat(copied("second")).isFalse();
    assertThat(pass.draft().deliveredTo).isEmpty();
  }

  @Test
  void copies_under_a_former_name_are_deleted() {
    deliver(pass("open"));
    world.declare("secret: {name: renamed}");
    var pass = world.pass();
    pass.draft().deliveredTo = List.of("open");
    pass.draft().secretName = SECRET;
    deliver(pass);
    assertThat(copied("open")).isFalse();
  }

  @Test
  void copy_beyond_the_watch_stays_noted_while_declared() {
    var pass = pass("unwatched, open", "unwatched");
    assertThat(deliver(pass)).hasSize(1);
    assertThat(pass.draft().deliveredTo).containsExactly("open", "unwatched");
    assertThat(world.events()).isEmpty();
  }

  @Test
  void undeclared_copy_beyond_the_watch_is_reported() {
    var pass = pass("open", "unwatched");
    deliver(pass);
    assertThat(pass.draft().deliveredTo).containsExactly("open");
    assertThat(world.events())
        .singleElement()
        .asString()
        .startsWith("Warning CopyLeft: Secret trainer-wandb stays in namespace unwatched");
  }

  @Test
  void all_copies_of_a_name_are_deleted() {
    deliver(pass("open, second"));
    foreign("shut");
    world.deliveries.removeAll(pass("open", "open", "second", "shut"), SECRET);
    assertThat(copied("open")).isFalse();
    assertThat(copied("second")).isFalse();
    assertThat(world.secret("shut", SECRET)).isPresent();
  }

  @Test
  void stray_copies_are_deleted() {
    deliver(pass("open, second"));
    foreign("shut");
    world.deliveries.removeStrays(pass("open", "open"), SECRET);
    assertThat(copied("open")).isTrue();
    assertThat(copied("second")).isFalse();
    assertThat(world.secret("shut", SECRET)).isPresent();
    world.deliveries.removeStrays(pass("open", "open"), null);
    assertThat(copied("open")).isFalse();
  }
}
