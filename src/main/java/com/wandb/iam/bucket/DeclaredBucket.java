package com.wandb.iam.bucket;

import com.wandb.iam.access.tenancy.BucketUse;
import com.wandb.iam.crd.v1alpha1.CaBundleKind;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorSpec;
import com.wandb.iam.crd.v1alpha1.StorageProvider;
import com.wandb.iam.crd.v1alpha1.TeamStorage;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.SourceSecret;
import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.BucketRules;
import com.wandb.iam.wandb.TeamBucket;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The declaration of a bucket, and the Secret with its credentials. */
public final class DeclaredBucket {
  private static final String PATH = "spec.credentials.secretRef";
  private static final String BUNDLE = "spec.tls.caBundleRef";

  private final Secrets secrets;

  public DeclaredBucket(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Returns the location of the bucket. */
  public static BucketLocation location(StorageConnectorSpec spec) {
    return new BucketLocation(
        provider(spec.provider()),
        spec.bucket(),
        spec.path(),
        spec.region(),
        spec.endpoint(),
        !Boolean.FALSE.equals(spec.tls().enabled()),
        spec.azure() == null ? null : spec.azure().storageAccount());
  }

  private static BucketProvider provider(StorageProvider provider) {
    return switch (provider) {
      case AWS -> BucketProvider.AWS;
      case GCP -> BucketProvider.GCP;
      case AZURE -> BucketProvider.AZURE;
      case COREWEAVE -> BucketProvider.COREWEAVE;
      case MINIO -> BucketProvider.MINIO;
    };
  }

  /**
   * Returns the use of the bucket that the tenants of the server must allow. Contains the account
   * of a container, because its name is unique only within the account.
   */
  static BucketUse use(StorageConnectorSpec spec) {
    return new BucketUse(
        withAccount(spec), Optional.ofNullable(spec.endpoint()), spec.credentials() == null);
  }

  private static String withAccount(StorageConnectorSpec spec) {
    return spec.azure() == null
        ? spec.bucket()
        : spec.azure().storageAccount() + "/" + spec.bucket();
  }

  /** Returns the bucket in the form for the creation of a team. */
  public static TeamBucket ofTeam(StorageConnectorSpec spec) {
    var azure = spec.azure();
    return new TeamBucket(
        spec.provider().name(),
        withAccount(spec),
        spec.path(),
        spec.kmsKeyId(),
        spec.aws() == null ? null : spec.aws().externalId(),
        azure == null ? null : azure.tenantId(),
        azure == null ? null : azure.clientId());
  }

  /** Returns the bucket in the form for the status of a Team. */
  public static TeamStorage shown(StorageConnectorSpec spec) {
    return new TeamStorage(spec.provider(), spec.bucket(), spec.path());
  }

  /** Returns whether a connector refers to a Secret or ConfigMap with this name. */
  static boolean names(StorageConnector connector, String name) {
    var spec = connector.getSpec();
    var bundle = spec.tls().caBundleRef();
    return (spec.credentials() != null && name.equals(spec.credentials().secretRef().name()))
        || (bundle != null && name.equals(bundle.name()));
  }

  /**
   * Returns the address of the bucket with its credentials.
   *
   * @throws ReconcileAbort if the credentials are missing or a rule for buckets is broken
   */
  BucketAddress address(StorageConnector connector) {
    var address = new BucketAddress(location(connector.getSpec()), credentials(connector));
    var problems = BucketRules.check(address.location(), address.credentials());
    if (!problems.isEmpty()) {
      throw new ReconcileAbort(
          ReconcileResult.rejected(
              Reason.Invalid,
              problems.stream()
                  .map(problem -> "spec." + problem.field() + ": " + problem.message())
                  .collect(Collectors.joining(" "))));
    }
    return address;
  }

  /**
   * Returns the credentials of a bucket.
   *
   * @throws ReconcileAbort if the Secret or a data key is missing
   */
  private BucketCredentials credentials(StorageConnector connector) {
    var spec = connector.getSpec();
    if (spec.credentials() == null) {
      return new BucketCredentials.ServerIdentity();
    }
    var secret =
        SourceSecret.read(
            secrets,
            connector.getMetadata().getNamespace(),
            spec.credentials().secretRef().name(),
            PATH,
            ReconcileResult::unresolved);
    return credentials(spec.provider(), secret::value);
  }

  /**
   * Returns the credentials of a bucket in the form of its provider.
   *
   * @param value returns the value of a data key of the Secret
   */
  public static BucketCredentials credentials(
      StorageProvider provider, UnaryOperator<String> value) {
    return switch (provider) {
      case AWS, COREWEAVE, MINIO ->
          new BucketCredentials.AccessKey(value.apply("accessKey"), value.apply("secretKey"));
      case GCP ->
          new BucketCredentials.GoogleKey(
              value.apply("serviceAccountEmail"), value.apply("privateKey"));
      case AZURE -> new BucketCredentials.AzureKey(value.apply("accessKey"));
    };
  }

  /** Returns the private certificate authority of the store; null if none is declared. */
  @Nullable String authority(StorageConnector connector) {
    var bundle = connector.getSpec().tls().caBundleRef();
    if (bundle == null) {
      return null;
    }
    var namespace = connector.getMetadata().getNamespace();
    if (bundle.kind() == CaBundleKind.Secret) {
      return SourceSecret.read(
              secrets, namespace, bundle.name(), BUNDLE, ReconcileResult::unresolved)
          .value(bundle.key());
    }
    return secrets
        .configMapValue(namespace, bundle.name(), bundle.key())
        .orElseThrow(
            () ->
                new ReconcileAbort(
                    ReconcileResult.unresolved(
                        Reason.SecretNotFound,
                        BUNDLE
                            + ": This namespace contains no ConfigMap "
                            + bundle.name()
                            + " with the key "
                            + bundle.key()
                            + ". Create it, or correct the reference.")));
  }
}
