package com.wandb.iam.cluster;

import io.fabric8.kubeapitest.cert.CertManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Certificates for one API server and its administrator, and a key for its tokens. */
record Certificates(Path directory) {

  /** Makes all of them in a directory. */
  static Certificates create(Path directory) {
    var manager = new CertManager(directory.toString());
    manager.createCertificatesIfNeeded();
    try {
      var pair = rsa();
      pem(directory.resolve("tokens.key"), "PRIVATE KEY", pair.getPrivate().getEncoded());
      pem(directory.resolve("tokens.pub"), "PUBLIC KEY", pair.getPublic().getEncoded());
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("cannot make the certificates", failure);
    }
    return new Certificates(directory);
  }

  String serverCertificate() {
    return new CertManager(directory.toString()).getAPIServerCertPath();
  }

  String serverKey() {
    return new CertManager(directory.toString()).getAPIServerKeyPath();
  }

  String clientCertificate() {
    return new CertManager(directory.toString()).getClientCertPath();
  }

  String clientKey() {
    return new CertManager(directory.toString()).getClientKeyPath();
  }

  String tokenKey() {
    return directory.resolve("tokens.key").toString();
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static void pem(Path file, String type, byte[] der) throws IOException {
    var body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
