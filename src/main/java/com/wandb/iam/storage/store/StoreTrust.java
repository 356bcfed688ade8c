package com.wandb.iam.storage.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Trusted authorities for the certificates of stores. */
public final class StoreTrust {
  private StoreTrust() {}

  /**
   * Returns a TLS context that trusts only these certificates.
   *
   * @param pem certificates in PEM form; null to trust the authorities of the JDK
   * @throws StoreException if the text contains no readable certificate
   */
  public static SSLContext of(@Nullable String pem) throws StoreException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, pem == null ? null : authorities(pem).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new StoreException(StoreException.Reason.BAD_BUNDLE);
    }
  }

  private static TrustManagerFactory authorities(String pem)
      throws GeneralSecurityException, IOException, StoreException {
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (certificates.isEmpty()) {
      throw new StoreException(StoreException.Reason.BAD_BUNDLE);
    }
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var certificate : certificates) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }
}
