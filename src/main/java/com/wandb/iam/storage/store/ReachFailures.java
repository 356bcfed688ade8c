package com.wandb.iam.storage.store;

import com.wandb.iam.storage.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;

/** Reasons for failed connections. Uses the types of exceptions and never their texts. */
final class ReachFailures {
  private static final int DEPTH_MAX = 12;

  private ReachFailures() {}

  /** Returns the reason; empty if the store was reached and the failure has another cause. */
  static Optional<Reason> reason(Throwable failure) {
    var chain = Stream.<Throwable>iterate(failure, one -> one != null, Throwable::getCause);
    var causes = chain.limit(DEPTH_MAX).toList();
    return causes.stream()
        .flatMap(one -> special(one).stream())
        .findFirst()
        .or(() -> causes.stream().flatMap(one -> general(one).stream()).findFirst());
  }

  /** Returns the reason of an exception that is more specific than those that wrap it. */
  private static Optional<Reason> special(Throwable cause) {
    return switch (cause) {
      case PinnedAddresses.RefusedException _ -> Optional.of(Reason.ADDRESS_REFUSED);
      case StoreHttp.EndlessException _ -> Optional.of(Reason.TOO_LONG);
      case CertPathBuilderException _, CertPathValidatorException _ ->
          Optional.of(Reason.CERTIFICATE_UNKNOWN);
      case SSLPeerUnverifiedException _ -> Optional.of(Reason.CERTIFICATE_OF_ANOTHER);
      default -> Optional.empty();
    };
  }

  private static Optional<Reason> general(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ -> Optional.of(Reason.HOST_UNKNOWN);
      case SocketTimeoutException _ -> Optional.of(Reason.NO_ANSWER);
      case ConnectException _, NoRouteToHostException _ -> Optional.of(Reason.NOT_CONNECTED);
      case CertificateException _ -> Optional.of(Reason.CERTIFICATE_UNKNOWN);
      case SSLException _ -> Optional.of(Reason.NO_TLS);
      case NoHttpResponseException _, ProtocolException _, ClientProtocolException _ ->
          Optional.of(Reason.NOT_THE_PROTOCOL);
      case InterruptedIOException _ -> Optional.of(Reason.NO_ANSWER);
      case IOException _ -> Optional.of(Reason.BROKEN);
      default -> Optional.empty();
    };
  }
}
