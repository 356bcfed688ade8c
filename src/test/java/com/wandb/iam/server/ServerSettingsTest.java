package com.wandb.iam.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ConditionUpdate;
import com.wandb.iam.reconcile.ReconcileAbort;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The settings of a connection, from the resource, its Secret and its certificate authority. */
@EnableKubernetesMockClient(crud = true, https = false)
class ServerSettingsTest {
  private static final String KEY = "k".repeat(40);
  private KubernetesClient client;

  private ServerSettings settings() {
    return new ServerSettings(new Secrets(client, namespace -> false), "system");
  }

  private static WandbServer server(String... more) {
    return Serialization.unmarshal(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: WandbServer
        metadata: {name: default}
        spec:
          url: https://wandb.example.com
          credentials: {secretRef: {name: admin, key: apiKey}, username: operator}
        """
            + String.join("\n", more)
            + "\n",
        WandbServer.class);
  }

  private void secret(String name, String key, String value) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName(name)
                .endMetadata()
                .addToData(
                    key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .build())
        .create();
  }

  private ConditionUpdate ready(WandbServer server) {
    var abort = catchThrowableOfType(ReconcileAbort.class, () -> settings().of(server));
    return abort.conclusion().finding(ConditionType.Ready).orElseThrow();
  }

  @Test
  void settings_contain_the_key_and_the_defaults() {
    secret("admin", "apiKey", " " + KEY + "\n");
    var settings = settings().of(server());
    assertThat(settings.key().reveal()).isEqualTo(KEY);
    assertThat(settings.url().toString()).isEqualTo("https://wandb.example.com");
    assertThat(settings.username()).isEqualTo("operator");
    assertThat(settings.requestsPerSecond()).isEqualTo(20);
    assertThat(settings.concurrency()).isEqualTo(8);
    assertThat(settings.timeout()).isPositive();
    assertThat(settings.trustedCertificates()).isNull();
  }

  @Test
  void declared_limits_are_used() {
    secret("admin", "apiKey", KEY);
    var settings =
        settings().of(server("  limits: {requestsPerSecond: 3, concurrency: 2, timeout: 7s}"));
    assertThat(settings.requestsPerSecond()).isEqualTo(3);
    assertThat(settings.concurrency()).isEqualTo(2);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void missing_secret_is_reported() {
    var ready = ready(server());
    assertThat(ready.reason()).isEqualTo(Reason.SecretNotFound);
    assertThat(ready.message()).contains("admin", "system");
  }

  @Test
  void missing_key_is_reported() {
    secret("admin", "other", KEY);
    assertThat(ready(server()).reason()).isEqualTo(Reason.SecretKeyMissing);
  }

  @Test
  void malformed_key_is_reported_without_its_value() {
    secret("admin", "apiKey", "not-a-key");
    var ready = ready(server());
    assertThat(ready.reason()).isEqualTo(Reason.KeyInvalid);
    assertThat(ready.message()).doesNotContain("not-a-key");
  }

  @Test
  void certificate_authority_is_read_from_a_config_map() {
    secret("admin", "apiKey", KEY);
    var server = server("  tls: {caBundleRef: {kind: ConfigMap, name: bundle, key: ca.crt}}");
    assertThat(ready(server).reason()).isEqualTo(Reason.SecretNotFound);
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName("bundle")
                .endMetadata()
                .addToData("ca.crt", "certificates")
                .build())
        .create();
    assertThat(settings().of(server).trustedCertificates()).isEqualTo("certificates");
  }

  @Test
  void certificate_authority_is_read_from_a_secret() {
    secret("admin", "apiKey", KEY);
    secret("bundle", "ca.crt", "certificates");
    var server = server("  tls: {caBundleRef: {kind: Secret, name: bundle, key: ca.crt}}");
    assertThat(settings().of(server).trustedCertificates()).isEqualTo("certificates");
  }

  @Test
  void server_refers_to_its_secret_and_bundle() {
    var server = server("  tls: {caBundleRef: {kind: Secret, name: bundle, key: ca.crt}}");
    assertThat(ServerSettings.names(server, "admin")).isTrue();
    assertThat(ServerSettings.names(server, "bundle")).isTrue();
    assertThat(ServerSettings.names(server, "other")).isFalse();
    assertThat(ServerSettings.names(server(), "bundle")).isFalse();
  }
}
