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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Throw-away certificates of one server for 127.0.0.1 and of one cluster administrator. */
final class ClusterCredentials {
  private final CertManager certificates;

  private ClusterCredentials(CertManager certificates) {
    this.certificates = certificates;
  }

  static ClusterCredentials createIn(Path directory) {
    var certificates = new CertManager(directory.toString());
    certificates.createCertificatesIfNeeded();
    return new ClusterCredentials(certificates);
  }

  Path serverCertificate() {
    return Path.of(certificates.getAPIServerCertPath());
  }

  Path serverKey() {
    return Path.of(certificates.getAPIServerKeyPath());
  }

  Path clientCertificate() {
    return Path.of(certificates.getClientCertPath());
  }

  /** The administrator's configuration; nothing of the environment or of ~/.kube gets into it. */
  Config config(String url) throws IOException {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url)
        .withCaCertData(base64(serverCertificate()))
        .withClientCertData(base64(clientCertificate()))
        .withClientKeyData(base64(Path.of(certificates.getClientKeyPath())))
        .withClientKeyAlgo("RSA")
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
          user:
            client-certificate-data: %s
            client-key-data: %s
        """
            .formatted(
                url,
                base64(serverCertificate()),
                base64(clientCertificate()),
                base64(Path.of(certificates.getClientKeyPath())));
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
