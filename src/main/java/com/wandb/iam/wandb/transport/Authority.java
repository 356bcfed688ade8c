package com.wandb.iam.wandb.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Private certificate authority. */
final class Authority {
  private Authority() {}

  /**
   * Returns a TLS context that trusts only the certificates in this PEM text.
   *
   * @throws IllegalArgumentException if the text contains no readable certificate
   */
  static SSLContext trusting(String pem) {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(
            "spec.tls.caBundleRef: The bundle contains no certificate in PEM form.");
      }
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var certificate : certificates) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new IllegalArgumentException(
          "spec.tls.caBundleRef: The certificates in the bundle cannot be read ("
              + unreadable.getClass().getSimpleName()
              + "). Correct the bundle.",
          unreadable);
    }
  }
}
