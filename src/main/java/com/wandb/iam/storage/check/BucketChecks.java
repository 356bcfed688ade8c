package com.wandb.iam.storage.check;

import static com.wandb.iam.storage.check.BucketCheckName.BucketExists;
import static com.wandb.iam.storage.check.BucketCheckName.Cors;
import static com.wandb.iam.storage.check.BucketCheckName.Credentials;
import static com.wandb.iam.storage.check.BucketCheckName.Encryption;
import static com.wandb.iam.storage.check.BucketCheckName.EndpointReachable;
import static com.wandb.iam.storage.check.BucketCheckName.Multipart;
import static com.wandb.iam.storage.check.BucketCheckName.Region;
import static com.wandb.iam.storage.check.BucketCheckName.Versioning;
import static com.wandb.iam.storage.check.BucketCheckName.WriteProbe;

import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.store.BucketStore;
import com.wandb.iam.storage.store.OpenStore;
import com.wandb.iam.storage.store.StoreException;
import com.wandb.iam.storage.store.StoreException.Reason;
import com.wandb.iam.storage.store.StoreOpener;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The checks of one bucket in their order, and the results of the answers. */
final class BucketChecks {
  /** One check that returns its result, or fails. */
  private interface Check {
    BucketCheckResult make() throws StoreException;
  }

  private final PreflightRequest request;
  private final BucketLocation location;
  private final StoreOpener opener;
  private final CheckResults results;
  private final BucketProbe probe;
  private final boolean anonymous;
  private final OpenStore open = new OpenStore();
  private boolean keepsVersions = true;
  private volatile boolean late;
  private volatile @Nullable String region;

  BucketChecks(
      PreflightRequest request, StoreOpener opener, CheckResults results, BucketProbe probe) {
    this.request = request;
    this.location = request.location();
    this.opener = opener;
    this.results = results;
    this.probe = probe;
    this.anonymous = request.credentials() instanceof BucketCredentials.ServerIdentity;
    this.region = location.region();
  }

  /** Runs all checks. Called once. */
  void perform() {
    try {
      reach(open.enter(opener.open(region)));
    } catch (StoreException unusable) {
      reportUnusable(unusable);
    } finally {
      open.end();
    }
  }

  /** Stops writes, because the time left is too short to delete the objects again. */
  void stopWriting() {
    late = true;
  }

  /** Returns the region of the last request. */
  @Nullable String region() {
    return region;
  }

  /** Returns whether the bucket may contain an object of the probe. */
  boolean hasLeftovers() {
    return probe.left().isPresent();
  }

  /** Ends the checks from another thread; failures because of it are not reported. */
  void stop() {
    open.end();
  }

  /** Lists the bucket first, because all other checks need this. */
  private void reach(BucketStore store) throws StoreException {
    try {
      store.list();
    } catch (StoreException refused) {
      if (!open.ended()) {
        follow(store, refused);
      }
      return;
    }
    reached();
    if (anonymous) {
      results.add(
          BucketCheckResult.passed(BucketExists, "This bucket can be listed without credentials."));
    } else {
      results.add(BucketCheckResult.passed(BucketExists));
      results.add(BucketCheckResult.passed(Credentials));
    }
    checkDetails(store);
  }

  private void follow(BucketStore store, StoreException refused) throws StoreException {
    if (refused.reason().isUnreachable()) {
      unreachable(refused);
      return;
    }
    reached();
    switch (refused.reason()) {
      case WRONG_REGION -> {
        moveTo(refused.region().orElse(null));
        return;
      }
      case NO_BUCKET ->
          results.add(BucketCheckResult.failed(BucketExists, refused.reason().sentence()));
      case KEY_UNKNOWN, KEY_OR_NETWORK_REFUSED, CLOCKS_DIFFER ->
          results.add(BucketCheckResult.failed(Credentials, refused.reason().sentence()));
      case FORBIDDEN -> {
        existsDespiteRefusal();
        if (!anonymous) {
          results.add(failure(Credentials, refused));
        }
        checkDetails(store);
        return;
      }
      default -> results.add(BucketCheckResult.unknown(BucketExists, refused.reason().sentence()));
    }
    results.skipRest("Skipped because " + lastProblem() + " did not pass.");
  }

  private BucketCheckName lastProblem() {
    return results.all().stream()
        .filter(one -> one.verdict() != BucketVerdict.Passed)
        .map(BucketCheckResult::name)
        .max(Comparator.naturalOrder())
        .orElse(EndpointReachable);
  }

  private void reached() {
    results.add(BucketCheckResult.passed(EndpointReachable));
  }

  /** Reports a certificate or a key that cannot be parsed. */
  private void reportUnusable(StoreException unusable) {
    if (unusable.reason() == Reason.KEY_UNREADABLE) {
      results.add(BucketCheckResult.failed(Credentials, unusable.reason().sentence()));
      results.skipRest("Skipped because Credentials did not pass.");
    } else {
      unreachable(unusable);
    }
  }

  private void unreachable(StoreException failed) {
    if (!open.ended()) {
      results.add(BucketCheckResult.failed(EndpointReachable, failed.reason().sentence()));
      results.skipRest("Skipped because EndpointReachable failed.");
    }
  }

  /** AWS and Google report a missing bucket even to clients without permission. Others do not. */
  private void existsDespiteRefusal() {
    results.add(
        location.provider() == BucketProvider.AWS || location.provider() == BucketProvider.GCP
            ? BucketCheckResult.passed(BucketExists)
            : BucketCheckResult.unknown(
                BucketExists,
                "The store reports this only to a key with the permission to list the bucket."));
  }

  /** Continues in the region of the bucket, so that one run reports all problems. */
  private void moveTo(@Nullable String right) throws StoreException {
    boolean known = right != null && !results.has(Region) && !right.equals(location.region());
    results.add(BucketRegion.elsewhere(location, right));
    if (known) {
      region = right;
      reach(open.enter(opener.open(right)));
    } else {
      results.skipRest("Skipped because Region did not pass.");
    }
  }

  private void checkDetails(BucketStore store) {
    if (!results.has(Region)) {
      check(Region, () -> BucketRegion.compare(location, store.region(), anonymous));
    }
    if (anonymous) {
      results.skipRest(
          "Not checked, because the operator cannot use the identity of the W&B server.");
      return;
    }
    check(Versioning, () -> compareVersions(store));
    writing(WriteProbe, () -> write(store));
    writing(Multipart, () -> uploadInParts(store));
    check(
        Encryption,
        () -> BucketProperties.encryption(location, request.kmsKeyId(), store.encryption()));
    check(Cors, () -> BucketProperties.cors(location, store.cors()));
  }

  private void writing(BucketCheckName name, Check check) {
    if (!request.writes()) {
      results.add(
          BucketCheckResult.skipped(name, "Skipped because spec.preflight does not allow writes."));
    } else if (late) {
      results.add(BucketCheckResult.unknown(name, "The store was too slow. Nothing was written."));
    } else {
      check(name, check);
    }
  }

  private void check(BucketCheckName name, Check check) {
    if (open.ended()) {
      return;
    }
    try {
      results.add(check.make());
    } catch (StoreException failed) {
      if (!open.ended()) {
        results.add(failure(name, failed));
      }
    }
  }

  private BucketCheckResult failure(BucketCheckName name, StoreException failed) {
    return switch (failed.reason()) {
      case NOT_OFFERED, OVERLOADED, NO_ANSWER, BROKEN ->
          BucketCheckResult.unknown(name, failed.reason().sentence());
      case FORBIDDEN ->
          anonymous
              ? BucketCheckResult.skipped(
                  name, "The store reports this only to clients with credentials.")
              : forbidden(name);
      default -> BucketCheckResult.failed(name, failed.reason().sentence());
    };
  }

  private BucketCheckResult forbidden(BucketCheckName name) {
    var message =
        "The store accepts the key, but the key lacks the permission for this check"
            + Permissions.neededFor(name, location.provider())
            + ".";
    return Remedies.permissions(location, request.credentials(), false)
        .map(
            remedy ->
                BucketCheckResult.failed(
                    name, message + " Grant the permissions in the remedy.", remedy))
        .orElseGet(() -> BucketCheckResult.failed(name, message));
  }

  private BucketCheckResult compareVersions(BucketStore store) throws StoreException {
    try {
      keepsVersions = store.keepsVersions();
    } catch (StoreException refused) {
      keepsVersions = refused.reason() != Reason.NOT_OFFERED;
      throw refused;
    }
    return BucketCheckResult.passed(
        Versioning,
        keepsVersions ? "The bucket keeps versions." : "The bucket does not keep versions.");
  }

  /** Writes only objects that it can delete again. */
  private BucketCheckResult write(BucketStore store) throws StoreException {
    try {
      probe.tryDeleting(store);
    } catch (StoreException refused) {
      if (refused.reason() != Reason.FORBIDDEN || !keepsVersions) {
        throw refused;
      }
      return new BucketCheckResult(
          WriteProbe,
          BucketVerdict.Unknown,
          "The bucket may keep versions, and the key lacks the permissions to delete them"
              + " (s3:ListBucketVersions, s3:DeleteObjectVersion). Nothing was written, because it"
              + " could not be deleted again.",
          Remedies.permissions(location, request.credentials(), true).orElse(null));
    }
    return probe.writeReadDelete(store)
        ? BucketCheckResult.passed(WriteProbe)
        : BucketCheckResult.failed(
            WriteProbe, "The store returned other content than was written. Do not use it.");
  }

  private BucketCheckResult uploadInParts(BucketStore store) throws StoreException {
    if (!location.provider().speaksS3()) {
      return BucketCheckResult.skipped(Multipart, "W&B uses multipart uploads only with S3.");
    }
    probe.uploadInParts(store);
    return BucketCheckResult.passed(Multipart);
  }
}
