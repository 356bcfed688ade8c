package com.wandb.iam.storage.check;

import com.wandb.iam.storage.BucketRules;
import com.wandb.iam.storage.PublicEndpoints;
import com.wandb.iam.storage.store.AzureStore;
import com.wandb.iam.storage.store.GoogleStore;
import com.wandb.iam.storage.store.HostLookup;
import com.wandb.iam.storage.store.PinnedAddresses;
import com.wandb.iam.storage.store.S3Store;
import com.wandb.iam.storage.store.StoreHttp;
import com.wandb.iam.storage.store.StoreOpener;
import com.wandb.iam.storage.store.StoreTrust;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at a bucket before a server depends on it. What a store does, or does not, makes findings
 * and never exceptions; it costs at most the request's time, and leaves neither threads nor objects
 * behind. A bucket is reached with the request's credential or with none: never with what the
 * operator's own environment would give.
 */
public final class BucketPreflight implements AutoCloseable {
  /** Of the whole time, for removing what a look that was given up may have left. */
  private static final int TIDY_PART = 5;

  private static final Duration TIDY_MAX = Duration.ofSeconds(5);

  private final PublicEndpoints endpoints;
  private final HostLookup lookup;
  private final ProbeNames names;
  private final Set<BucketChecks> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public BucketPreflight() {
    this(PublicEndpoints.REAL);
  }

  /** For tests: the providers' public services are elsewhere. */
  public BucketPreflight(PublicEndpoints endpoints) {
    this(endpoints, host -> List.of(InetAddress.getAllByName(host)), InstantSource.system());
  }

  BucketPreflight(PublicEndpoints endpoints, HostLookup lookup, InstantSource clock) {
    this.endpoints = endpoints;
    this.lookup = lookup;
    this.names = new ProbeNames(clock);
  }

  /**
   * All checks of one bucket, in the order of {@link BucketCheckName}. Blocks until they are made
   * or their time is over. Interrupted, it tidies up, gives what it has and leaves the interrupt
   * set.
   *
   * @throws IllegalArgumentException where {@link BucketRules} has something against the bucket
   * @throws IllegalStateException when closed
   */
  public List<BucketCheckResult> check(PreflightRequest request) {
    if (!BucketRules.check(request.location(), request.credentials()).isEmpty()) {
      throw new IllegalArgumentException("BucketRules has something against this bucket");
    }
    var findings = new CheckResults();
    var probe = new BucketProbe(request.location(), names);
    var opener = opener(request);
    var checks = new BucketChecks(request, opener, findings, probe);
    running.add(checks);
    try {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      complete(findings, perform(checks, request.timeout()), request.timeout());
      var tidying = new ProbeCleanup(opener, checks.region(), probe);
      return tidied(tidying, probe, findings, tidying(request.timeout()));
    } finally {
      running.remove(checks);
    }
  }

  /** Continues a check near the end of its time without further writes. */
  private static TimedWork.End perform(BucketChecks checks, Duration timeout) {
    var work = TimedWork.start(checks::perform, checks::stop);
    var tidying = tidying(timeout);
    try {
      if (!work.endsWithin(timeout.minus(tidying))) {
        checks.writeNoMore();
        if (checks.leftSomething()) {
          return work.end(Duration.ZERO);
        }
      }
    } catch (InterruptedException e) {
      return work.interrupted();
    }
    return work.end(tidying);
  }

  private static Duration tidying(Duration timeout) {
    var part = timeout.dividedBy(TIDY_PART);
    return part.compareTo(TIDY_MAX) < 0 ? part : TIDY_MAX;
  }

  /** Checks that were not made get their findings. */
  private static void complete(CheckResults findings, TimedWork.End end, Duration timeout) {
    switch (end) {
      case TIME_OVER -> findings.outOfTime("no answer within " + seconds(timeout));
      case BROKEN ->
          findings.unfinished("the check ended unexpectedly; the operator's log says where");
      case DONE, INTERRUPTED -> findings.unfinished("the check was interrupted");
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static List<BucketCheckResult> tidied(
      ProbeCleanup tidying, BucketProbe probe, CheckResults findings, Duration time) {
    if (probe.left().isPresent()) {
      // An interrupt that is set would end this at once; it is given back afterwards.
      boolean interrupted = Thread.interrupted();
      TimedWork.start(tidying::perform, tidying::stop).end(time);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    probe
        .left()
        .ifPresent(
            name ->
                findings.add(
                    BucketCheckResult.failed(
                        BucketCheckName.WriteProbe,
                        "the store gave no time to remove what was written: delete " + name)));
    return findings.all();
  }

  /** Loads the classes of a provider's client with the first check of one of its buckets. */
  private StoreOpener opener(PreflightRequest request) {
    var location = request.location();
    var credentials = request.credentials();
    var addresses = new PinnedAddresses(lookup);
    return region -> {
      var http = new StoreHttp(addresses, StoreTrust.of(request.caBundlePem()), request.timeout());
      return switch (location.provider()) {
        case AWS, COREWEAVE, MINIO -> new S3Store(location, credentials, region, endpoints, http);
        case GCP -> new GoogleStore(location, credentials, endpoints, http);
        case AZURE -> new AzureStore(location, credentials, endpoints, http);
      };
    };
  }

  /** Ends all looks that are under way; what they wrote is removed. */
  @Override
  public void close() {
    closed = true;
    running.forEach(BucketChecks::stop);
  }
}
