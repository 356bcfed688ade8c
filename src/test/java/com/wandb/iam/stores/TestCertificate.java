package com.wandb.iam.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A key with a self-signed certificate from the JDK's keytool. */
public final class TestCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "store";

  private final KeyStore keys;
  private final String privateKeyPem;
  private final String certificatePem;
  private final Certificate certificate;

  private TestCertificate(KeyStore store) throws GeneralSecurityException {
    this.keys = store;
    this.certificate = store.getCertificate(ALIAS);
    this.certificatePem = pem("CERTIFICATE", certificate.getEncoded());
    this.privateKeyPem = pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded());
  }

  /** Files of the key and the certificate. */
  record PemFiles(Path certificate, Path privateKey) {}

  /** Creates a certificate for 127.0.0.1. */
  public static TestCertificate ofLoopback() {
    return of("ip:127.0.0.1");
  }

  /**
   * @param subject in the format of keytool's extension san, such as {@code dns:store.example.com}
   */
  public static TestCertificate of(String subject) {
    try {
      var folder = Files.createTempDirectory("wandb-iam-certificate-");
      var file = folder.resolve("store.p12");
      try {
        keytool(file, subject);
        return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no certificate", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate", e);
    }
  }

  private static void keytool(Path file, String subject) throws IOException {
    var program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command = new ArrayList<>(List.of(program, "-genkeypair", "-alias", ALIAS));
    command.addAll(List.of("-keyalg", "EC", "-dname", "CN=store", "-validity", "2"));
    command.addAll(List.of("-ext", "san=" + subject, "-ext", "bc:c=ca:true"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    var made = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      var output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!made.waitFor(1, TimeUnit.MINUTES) || made.exitValue() != 0) {
        throw new IllegalStateException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public String certificatePem() {
    return certificatePem;
  }

  /** Writes both in PEM form to that folder. */
  PemFiles writeTo(Path folder) throws IOException {
    return new PemFiles(
        Files.writeString(folder.resolve("certificate.pem"), certificatePem),
        Files.writeString(folder.resolve("key.pem"), privateKeyPem));
  }

  /** Returns the context of a server with this certificate. */
  public SSLContext serverContext() {
    try {
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns trust managers that trust only this certificate. */
  public TrustManager[] trustManagers() {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(ALIAS, certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
