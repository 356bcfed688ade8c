package com.wandb.iam.storage.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a request to a store. Contains one of fixed reasons and no text from the store or its
 * client, because that text may contain credentials.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  /** Reasons, distinguished by what a user or administrator must do. */
  public enum Reason {
    HOST_UNKNOWN("The host name of the endpoint cannot be resolved. Correct it."),
    ADDRESS_REFUSED(
        "The endpoint is an address that no bucket has (link-local, multicast or a cloud's metadata"
            + " service). Set the host of the store."),
    NOT_CONNECTED("The endpoint accepts no connection. Correct host and port."),
    NO_ANSWER("The store did not answer in time."),
    BROKEN("The connection ended in the middle of an answer."),
    TOO_LONG("The answer is too long. The endpoint is not an object store."),
    CERTIFICATE_UNKNOWN(
        "The certificate is not signed by a trusted authority. Set spec.tls.caBundleRef to its"
            + " authority."),
    CERTIFICATE_OF_ANOTHER(
        "The certificate is for another host name. Use the host name in the certificate."),
    NO_TLS(
        "The endpoint does not support TLS. If this is intended, set spec.tls.enabled to false."),
    BAD_BUNDLE(
        "The bundle in spec.tls.caBundleRef contains no readable certificate. Provide it in PEM"
            + " form."),
    REDIRECTED(
        "The endpoint redirects to another host, which is not followed. Set the endpoint to that"
            + " host."),
    NOT_THE_PROTOCOL("The endpoint does not support S3. Correct host, port and spec.tls.enabled."),
    NOT_THE_PROVIDER(
        "The answer is not from the provider's store. Check whether a proxy answers instead."),
    NO_ACCOUNT("This storage account does not exist. Correct spec.azure.storageAccount."),
    NO_BUCKET("This bucket does not exist. Create it, or correct spec.bucket."),
    KEY_UNKNOWN("The store rejects the access key. Correct the Secret."),
    KEY_OR_NETWORK_REFUSED(
        "The account rejects the access key, or its firewall rejects this network. Correct the"
            + " Secret or the firewall."),
    KEY_UNREADABLE("The private key in the Secret cannot be parsed. Copy the complete key."),
    CLOCKS_DIFFER(
        "The clocks of the store and of this machine differ by minutes. Correct both clocks."),
    FORBIDDEN("The store accepts the key, but the key lacks the permission for this request."),
    WRONG_REGION("The bucket is in another region."),
    NOT_FOUND("The object does not exist."),
    NOT_OFFERED("The store does not support this request."),
    OVERLOADED("The store is overloaded or unavailable. The operator checks it again later."),
    REFUSED("The store rejects the request.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }

    /** Returns whether no service with the provider's protocol answered. */
    public boolean isUnreachable() {
      return switch (this) {
        case HOST_UNKNOWN,
            ADDRESS_REFUSED,
            NOT_CONNECTED,
            NO_ANSWER,
            BROKEN,
            TOO_LONG,
            CERTIFICATE_UNKNOWN,
            CERTIFICATE_OF_ANOTHER,
            NO_TLS,
            BAD_BUNDLE,
            REDIRECTED,
            NOT_THE_PROTOCOL,
            NOT_THE_PROVIDER,
            NO_ACCOUNT ->
            true;
        case NO_BUCKET,
            KEY_UNKNOWN,
            KEY_OR_NETWORK_REFUSED,
            KEY_UNREADABLE,
            CLOCKS_DIFFER,
            FORBIDDEN,
            WRONG_REGION,
            NOT_FOUND,
            NOT_OFFERED,
            OVERLOADED,
            REFUSED ->
            false;
      };
    }
  }

  private final Reason reason;
  private final @Nullable String region;

  StoreException(Reason reason) {
    this(reason, null);
  }

  private StoreException(Reason reason, @Nullable String region) {
    super(reason.sentence(), null, false, false);
    this.reason = reason;
    this.region = region;
  }

  /**
   * Returns the exception for a bucket in another region.
   *
   * @param region null if the store does not report it
   */
  static StoreException elsewhere(@Nullable String region) {
    return new StoreException(Reason.WRONG_REGION, region);
  }

  public Reason reason() {
    return reason;
  }

  /** Returns the actual region of the bucket; empty if the store does not report it. */
  public Optional<String> region() {
    return Optional.ofNullable(region);
  }
}
