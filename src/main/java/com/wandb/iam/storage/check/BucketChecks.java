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
  private final CheckResults findings;
  private final BucketProbe probe;
  private final boolean anonymous;
  private final OpenStore open = new OpenStore();
  private boolean keepsVersions = true;
  private volatile boolean late;
  private volatile @Nullable String region;

  BucketChecks(
      PreflightRequest request, StoreOpener opener, CheckResults findings, BucketProbe probe) {
    this.request = request;
    this.location = request.location();
    this.opener = opener;
    this.findings = findings;
    this.probe = probe;
    this.anonymous = request.credentials() instanceof BucketCredentials.ServerIdentity;
    this.region = location.region();
  }

  /** Makes all checks; called once. */
  void perform() {
    try {
      reach(open.enter(opener.open(region)));
    } catch (StoreException unusable) {
      declaredWrongly(unusable);
    } finally {
      open.end();
    }
  }

  /** Stops writes, because the time left is too short to delete the objects again. */
  void writeNoMore() {
    late = true;
  }

  /** Returns the region of the last request. */
  @Nullable String region() {
    return region;
  }

  /** Returns whether the bucket may contain an object of the probe. */
  boolean leftSomething() {
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
      findings.add(BucketCheckResult.passed(BucketExists, "anyone may list this bucket"));
    } else {
      findings.add(BucketCheckResult.passed(BucketExists));
      findings.add(BucketCheckResult.passed(Credentials));
    }
    lookInto(store);
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
          findings.add(BucketCheckResult.failed(BucketExists, refused.reason().sentence()));
      case KEY_UNKNOWN, KEY_OR_NETWORK_REFUSED, CLOCKS_DIFFER ->
          findings.add(BucketCheckResult.failed(Credentials, refused.reason().sentence()));
      case FORBIDDEN -> {
        existsBehindARefusal();
        if (!anonymous) {
          findings.add(failure(Credentials, refused));
        }
        lookInto(store);
        return;
      }
      default -> findings.add(BucketCheckResult.unknown(BucketExists, refused.reason().sentence()));
    }
    findings.skipRest("after " + lastProblem() + " did not pass");
  }

  private BucketCheckName lastProblem() {
    return findings.all().stream()
        .filter(one -> one.verdict() != BucketVerdict.Passed)
        .map(BucketCheckResult::name)
        .max(Comparator.naturalOrder())
        .orElse(EndpointReachable);
  }

  private void reached() {
    findings.add(BucketCheckResult.passed(EndpointReachable));
  }

  /** Reports a certificate or a key that cannot be parsed. */
  private void declaredWrongly(StoreException unusable) {
    if (unusable.reason() == Reason.KEY_UNREADABLE) {
      findings.add(BucketCheckResult.failed(Credentials, unusable.reason().sentence()));
      findings.skipRest("after Credentials did not pass");
    } else {
      unreachable(unusable);
    }
  }

  private void unreachable(StoreException failed) {
    if (!open.ended()) {
      findings.add(BucketCheckResult.failed(EndpointReachable, failed.reason().sentence()));
      findings.skipRest("after EndpointReachable failed");
    }
  }

  /** Only these two report a missing bucket even to clients without permission. */
  private void existsBehindARefusal() {
    findings.add(
        location.provider() == BucketProvider.AWS || location.provider() == BucketProvider.GCP
            ? BucketCheckResult.passed(BucketExists)
            : BucketCheckResult.unknown(
                BucketExists, "the store does not tell this without the right to list the bucket"));
  }

  /** Continues in the region of the bucket, so that one run reports all problems. */
  private void moveTo(@Nullable String right) throws StoreException {
    boolean known = right != null && !findings.has(Region) && !right.equals(location.region());
    findings.add(BucketRegion.elsewhere(location, right));
    if (known) {
      region = right;
      reach(open.enter(opener.open(right)));
    } else {
      findings.skipRest("after Region did not pass");
    }
  }

  private void lookInto(BucketStore store) {
    if (!findings.has(Region)) {
      check(Region, () -> BucketRegion.compare(location, store.region(), anonymous));
    }
    if (anonymous) {
      findings.skipRest("needs a credential: the server's own identity is the server's alone");
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
      findings.add(BucketCheckResult.skipped(name, "spec.preflight lets nothing be written"));
    } else if (late) {
      findings.add(
          BucketCheckResult.unknown(name, "the store was too slow for anything to be written"));
    } else {
      check(name, check);
    }
  }

  private void check(BucketCheckName name, Check check) {
    if (open.ended()) {
      return;
    }
    try {
      findings.add(check.make());
    } catch (StoreException failed) {
      if (!open.ended()) {
        findings.add(failure(name, failed));
      }
    }
  }

  private BucketCheckResult failure(BucketCheckName name, StoreException failed) {
    return switch (failed.reason()) {
      case NOT_OFFERED, OVERLOADED, NO_ANSWER, BROKEN ->
          BucketCheckResult.unknown(name, failed.reason().sentence());
      case FORBIDDEN ->
          anonymous
              ? BucketCheckResult.skipped(name, "the store tells this to a credential only")
              : forbidden(name);
      default -> BucketCheckResult.failed(name, failed.reason().sentence());
    };
  }

  private BucketCheckResult forbidden(BucketCheckName name) {
    var message =
        "the key is known and may not do this" + Permissions.neededFor(name, location.provider());
    return Remedies.permissions(location, request.credentials(), false)
        .map(
            remedy ->
                BucketCheckResult.failed(name, message + ": grant what the remedy says", remedy))
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
        Versioning, keepsVersions ? "versions are kept" : "versions are not kept");
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
          "the bucket may keep versions and the key may not delete them (s3:ListBucketVersions,"
              + " s3:DeleteObjectVersion): nothing was written, for it would remain",
          Remedies.permissions(location, request.credentials(), true).orElse(null));
    }
    return probe.writeReadDelete(store)
        ? BucketCheckResult.passed(WriteProbe)
        : BucketCheckResult.failed(
            WriteProbe, "the store gives back something else than was written: do not use it");
  }

  private BucketCheckResult uploadInParts(BucketStore store) throws StoreException {
    if (!location.provider().speaksS3()) {
      return BucketCheckResult.skipped(Multipart, "W&B uploads in parts to S3 only");
    }
    probe.uploadInParts(store);
    return BucketCheckResult.passed(Multipart);
  }
}
