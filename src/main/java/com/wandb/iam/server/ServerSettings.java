package com.wandb.iam.server;

import com.wandb.iam.crd.v1alpha1.CaBundleKind;
import com.wandb.iam.crd.v1alpha1.CaBundleReference;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a connection, with the key of its Secret and the certificate authority. */
public final class ServerSettings {
  private final Secrets secrets;
  private final String operatorNamespace;

  private static final int DEFAULT_RATE = 20;
  private static final int DEFAULT_CONCURRENCY = 8;

  public ServerSettings(Secrets secrets, String operatorNamespace) {
    this.secrets = secrets;
    this.operatorNamespace = operatorNamespace;
  }

  /** Returns whether a server refers to a Secret or ConfigMap with this name. */
  static boolean names(WandbServer server, String name) {
    var spec = server.getSpec();
    var bundle = bundle(server);
    return name.equals(spec.credentials().secretRef().name())
        || (bundle != null && name.equals(bundle.name()));
  }

  /**
   * Returns the settings.
   *
   * @throws ReconcileAbort if the Secret, its key or the certificate authority is missing
   */
  ConnectionSettings of(WandbServer server) {
    var spec = server.getSpec();
    var limits = spec.limits();
    return new ConnectionSettings(
        URI.create(spec.url()),
        key(server),
        spec.credentials().username(),
        authority(server).orElse(null),
        or(limits.requestsPerSecond(), DEFAULT_RATE),
        or(limits.concurrency(), DEFAULT_CONCURRENCY),
        Durations.parse(limits.timeout()));
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }

  private ApiKey key(WandbServer server) {
    var reference = server.getSpec().credentials().secretRef();
    var path = "spec.credentials.secretRef";
    var secret =
        secrets
            .read(operatorNamespace, reference.name())
            .orElseThrow(
                () ->
                    missing(
                        Reason.SecretNotFound,
                        path
                            + ".name: Secret "
                            + reference.name()
                            + " does not exist in the operator's namespace "
                            + operatorNamespace
                            + "."));
    var value =
        Secrets.value(secret, reference.key())
            .map(String::strip)
            .orElseThrow(
                () ->
                    missing(
                        Reason.SecretKeyMissing,
                        path
                            + ".key: Secret "
                            + reference.name()
                            + " has no data key "
                            + reference.key()
                            + "."));
    if (!ApiKey.looksLikeKey(value)) {
      throw missing(
          Reason.KeyInvalid,
          path
              + ": The value of data key "
              + reference.key()
              + " of Secret "
              + reference.name()
              + " is not a W&B API key. It was not sent anywhere.");
    }
    return ApiKey.of(value);
  }

  private Optional<String> authority(WandbServer server) {
    var reference = bundle(server);
    if (reference == null) {
      return Optional.empty();
    }
    var text =
        reference.kind() == CaBundleKind.Secret
            ? secrets
                .read(operatorNamespace, reference.name())
                .flatMap(secret -> Secrets.value(secret, reference.key()))
            : secrets.configMapValue(operatorNamespace, reference.name(), reference.key());
    if (text.isEmpty()) {
      throw missing(
          Reason.SecretNotFound,
          "spec.tls.caBundleRef: "
              + reference.kind()
              + " "
              + reference.name()
              + " with data key "
              + reference.key()
              + " does not exist in the operator's namespace "
              + operatorNamespace
              + ".");
    }
    return text;
  }

  private static @Nullable CaBundleReference bundle(WandbServer server) {
    var tls = server.getSpec().tls();
    return tls == null ? null : tls.caBundleRef();
  }

  private static ReconcileAbort missing(Reason reason, String message) {
    return new ReconcileAbort(ReconcileResult.unresolved(reason, message));
  }
}
