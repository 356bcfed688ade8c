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

/** By whom a store's certificate must be signed. */
public final class StoreTrust {
  private StoreTrust() {}

  /**
   * TLS that trusts these certificates and no others; without any, what the JDK trusts.
   *
   * @throws StoreException where the text holds no certificate
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
