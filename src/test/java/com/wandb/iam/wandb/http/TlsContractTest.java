package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server with a certificate from a private authority. */
class TlsContractTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final byte[] EMPTY_LIST =
      ScriptedServer.answer(200, "{\"totalResults\":0,\"Resources\":null}");

  @TempDir static Path directory;
  private static SSLContext tls;
  private static String pem;
  private static String otherPem;

  @BeforeAll
  static void make_certificates() throws Exception {
    var store = made("server");
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    pem = pem(store);
    otherPem = pem(made("other"));
  }

  private static KeyStore made(String name) throws Exception {
    var file = directory.resolve(name + ".p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static String pem(KeyStore store) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(store.getCertificate("it").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void private_authority_is_trusted_with_its_bundle() {
    try (var server = ScriptedServer.answeringOverTls(tls, (_, out) -> out.write(EMPTY_LIST));
        var api = Connections.trusting(otherPem + pem, server.url())) {
      assertThat(api.users().list()).isEmpty();
    }
  }

  @Test
  void unknown_authority_fails_with_the_field_and_sends_no_key() {
    try (var server = ScriptedServer.answeringOverTls(tls, (_, out) -> out.write(EMPTY_LIST))) {
      for (var api :
          new com.wandb.iam.wandb.WandbApi[] {
            Connections.to(server.url()), Connections.trusting(otherPem, server.url())
          }) {
        try (api) {
          var error =
              catchThrowableOfType(
                  Unavailable.class, () -> api.users().create("bob", "bob@example.com"));
          assertThat(error.reason()).isEqualTo(Outage.CONNECTION);
          assertThat(error.outcomeUnknown()).isFalse();
          assertThat(error).hasMessageContaining("spec.tls.caBundleRef");
        }
      }
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void a_certificate_for_another_name_is_refused() {
    try (var server = ScriptedServer.answeringOverTls(tls, (_, out) -> out.write(EMPTY_LIST));
        var api =
            Connections.trusting(
                pem, URI.create(server.url().toString().replace("localhost", "127.0.0.1")))) {
      var error = catchThrowableOfType(Unavailable.class, () -> api.users().list());
      assertThat(error.reason()).isEqualTo(Outage.CONNECTION);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void a_bundle_without_a_certificate_is_refused_when_connecting() {
    for (var bundle :
        new String[] {
          "", "no certificate", "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Connections.trusting(bundle, URI.create("https://localhost")))
          .withMessageContaining("bundle");
    }
  }
}
