package com.wandb.iam.kube;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The key that signs the ids in annotations. It is stored in the operator's namespace. */
public final class SigningKey {
  /** The name of the Secret. Back it up with the operator's namespace. */
  public static final String SECRET = "wandb-iam-operator-ids";

  private static final String ENTRY = "key";
  private static final int BYTES = 32;

  private SigningKey() {}

  /** Returns the key. The first replica creates it when it starts for the first time. */
  public static SecretKey loadOrCreate(KubernetesClient client, String operatorNamespace) {
    var secrets = client.secrets().inNamespace(operatorNamespace);
    var present = secrets.withName(SECRET).get();
    if (present == null) {
      var bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      var secret =
          new SecretBuilder()
              .withNewMetadata()
              .withNamespace(operatorNamespace)
              .withName(SECRET)
              .addToLabels(OwnedSecret.MANAGED_BY, OwnedSecret.OPERATOR)
              .endMetadata()
              .withType("Opaque")
              .addToData(ENTRY, Base64.getEncoder().encodeToString(bytes))
              .build();
      try {
        present = secrets.resource(secret).create();
      } catch (KubernetesClientException failure) {
        if (failure.getCode() != 409) {
          throw failure;
        }
        present = secrets.withName(SECRET).require();
      }
    }
    var encoded = present.getData() == null ? null : present.getData().get(ENTRY);
    if (encoded == null) {
      throw new IllegalStateException(
          "Secret "
              + operatorNamespace
              + "/"
              + SECRET
              + " has no data key "
              + ENTRY
              + ". Restore the Secret from a backup, or delete it. The operator then"
              + " creates a new one and ignores the ids in existing annotations.");
    }
    return new SecretKeySpec(Base64.getDecoder().decode(encoded), "HmacSHA256");
  }
}
