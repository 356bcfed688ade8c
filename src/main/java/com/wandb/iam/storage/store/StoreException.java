package com.wandb.iam.storage.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store did not do what it was asked. Carries a class of reasons and nothing of what the store or
 * its client said: that text is somebody else's and may repeat a credential.
 */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why, as far as it matters for what a person has to do. */
  public enum Reason {
    HOST_UNKNOWN("the host name of the endpoint is not known: correct it"),
    ADDRESS_REFUSED(
        "the endpoint is an address that buckets are never behind (link-local, multicast or a"
            + " cloud's metadata service): name the store itself"),
    NOT_CONNECTED("nobody takes connections at the endpoint: correct host and port"),
    NO_ANSWER("no answer in time"),
    BROKEN("the connection broke off in the middle of an answer"),
    TOO_LONG("the answer has no end: this is no object store"),
    CERTIFICATE_UNKNOWN(
        "the certificate is not signed by a known authority: name its authority in"
            + " spec.tls.caBundleRef"),
    CERTIFICATE_OF_ANOTHER("the certificate is for another host name: name the host as it does"),
    NO_TLS("the endpoint does not speak TLS: set spec.tls.enabled to false if that is meant"),
    BAD_BUNDLE(
        "the bundle of spec.tls.caBundleRef holds no certificate that can be read: give it in PEM"
            + " form"),
    REDIRECTED("the endpoint sends elsewhere, which is not followed: name where it leads"),
    NOT_THE_PROTOCOL("the endpoint does not speak S3: correct host, port and spec.tls.enabled"),
    NOT_THE_PROVIDER("what answers is not the provider's store: look for a proxy in between"),
    NO_ACCOUNT("there is no such storage account: correct spec.azure.storageAccount"),
    NO_BUCKET("there is no such bucket: create it, or correct spec.bucket"),
    KEY_UNKNOWN("the store refuses the access key: correct the Secret"),
    KEY_OR_NETWORK_REFUSED(
        "the account refuses the access key, or whoever asks from this network: correct the Secret,"
            + " or the account's firewall"),
    KEY_UNREADABLE("the private key in the Secret cannot be read: copy it whole"),
    CLOCKS_DIFFER("the store's clock and this one's differ by minutes: have both set"),
    FORBIDDEN("the key is known and may not do this"),
    WRONG_REGION("the bucket is in another region"),
    NOT_FOUND("there is no such object"),
    NOT_OFFERED("the store does not offer this"),
    OVERLOADED("the store is out of order or asks for patience; it is looked at again by itself"),
    REFUSED("the store refuses the request");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }

    /** Whether nobody who speaks the provider's protocol was reached at all. */
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

  /** The bucket is elsewhere; null where the store does not tell where. */
  static StoreException elsewhere(@Nullable String region) {
    return new StoreException(Reason.WRONG_REGION, region);
  }

  public Reason reason() {
    return reason;
  }

  /** Where the bucket really is, where the store told. */
  public Optional<String> region() {
    return Optional.ofNullable(region);
  }
}
