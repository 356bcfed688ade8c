package com.wandb.iam.cluster;

import io.fabric8.kubeapitest.cert.CertManager;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A throw-away certificate of one server for 127.0.0.1, and the token of one cluster administrator.
 * A certificate of the administrator would be signed with at each of thousands of connections, for
 * which Java without its second compiler needs a hundred times as long as for a token.
 */
final class ClusterCredentials {
  private final CertManager certificates;
  private final Path tokens;
  private final String token = UUID.randomUUID().toString();

  private ClusterCredentials(CertManager certificates, Path tokens) {
    this.certificates = certificates;
    this.tokens = tokens;
  }

  static ClusterCredentials createIn(Path directory) throws IOException {
    var certificates = new CertManager(directory.toString());
    certificates.createCertificatesIfNeeded();
    var created = new ClusterCredentials(certificates, directory.resolve("tokens.csv"));
    Files.writeString(
        created.tokens, created.token + ",administrator,administrator,system:masters\n");
    return created;
  }

  Path serverCertificate() {
    return Path.of(certificates.getAPIServerCertPath());
  }

  Path serverKey() {
    return Path.of(certificates.getAPIServerKeyPath());
  }

  /** Lists whom the API server knows by which token. */
  Path tokens() {
    return tokens;
  }

  /** The administrator's configuration; nothing of the environment or of ~/.kube gets into it. */
  Config config(String url) throws IOException {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url)
        .withCaCertData(base64(serverCertificate()))
        .withOauthToken(token)
        .withHttp2Disable(true)
        .build();
  }

  Path writeKubeconfig(Path file, String url) throws IOException {
    var text =
        """
        apiVersion: v1
        kind: Config
        current-context: wandb-iam
        contexts:
        - name: wandb-iam
          context: {cluster: wandb-iam, user: admin}
        clusters:
        - name: wandb-iam
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: admin
          user: {token: %s}
        """
            .formatted(url, base64(serverCertificate()), token);
    return Files.writeString(file, text);
  }

  /** Trusts this server and no other, so that an answer can only be this server's. */
  SSLContext trust() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(serverCertificate())) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
