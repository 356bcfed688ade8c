package com.wandb.iam.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Temporary certificate of one server for 127.0.0.1, and the token of one cluster administrator.
 * Uses no RSA and no client certificate for the administrator, because Java without its second
 * compiler needs 8 s of CPU time for two RSA keys, and much time for thousands of signatures.
 */
final class ClusterCredentials {
  private static final Duration BEFORE_AND_AFTER = Duration.ofDays(1);

  private final Path directory;
  private final String token = UUID.randomUUID().toString();

  private ClusterCredentials(Path directory) {
    this.directory = directory;
  }

  static ClusterCredentials createIn(Path directory) throws IOException {
    var created = new ClusterCredentials(directory);
    Files.writeString(
        created.tokens(), created.token + ",administrator,administrator,system:masters\n");
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var keys = generator.generateKeyPair();
      write(created.serverKey(), "PRIVATE KEY", keys.getPrivate().getEncoded());
      write(created.publicKey(), "PUBLIC KEY", keys.getPublic().getEncoded());
      write(created.serverCertificate(), "CERTIFICATE", certificate(keys));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate", e);
    }
    return created;
  }

  /** Signs the certificate with its own key, using the library that comes with kube-api-test. */
  private static byte[] certificate(KeyPair keys) throws IOException, OperatorCreationException {
    var name = new X500Name("CN=kube-apiserver");
    var now = Instant.now();
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(BEFORE_AND_AFTER)),
            Date.from(now.plus(BEFORE_AND_AFTER)),
            name,
            keys.getPublic())
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
        .getEncoded();
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what));
  }

  Path serverCertificate() {
    return directory.resolve("server.crt");
  }

  /** Returns the private key. It also signs the tokens of ServiceAccounts. */
  Path serverKey() {
    return directory.resolve("server.key");
  }

  /** Returns the key with which the API server verifies those tokens. */
  Path publicKey() {
    return directory.resolve("server.pub");
  }

  /** Returns the list of tokens and their users for the API server. */
  Path tokens() {
    return directory.resolve("tokens.csv");
  }

  /**
   * Returns the configuration of the administrator. It uses nothing from the environment or from
   * ~/.kube.
   */
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

  /** Trusts only this server, so that an answer can only come from this server. */
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
