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
 * Checks a bucket before a W&amp;B server depends on it. Failures of a store become results, not
 * exceptions. A check ends within its time limit and leaves neither threads nor objects. It uses
 * only the credentials of the request, never those of the operator's environment.
 */
public final class BucketPreflight implements AutoCloseable {
  /** The part of the time limit that is reserved for the deletion of temporary objects: a fifth. */
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

  /** Creates a preflight with other public endpoints, for tests. */
  public BucketPreflight(PublicEndpoints endpoints) {
    this(endpoints, host -> List.of(InetAddress.getAllByName(host)), InstantSource.system());
  }

  BucketPreflight(PublicEndpoints endpoints, HostLookup lookup, InstantSource clock) {
    this.endpoints = endpoints;
    this.lookup = lookup;
    this.names = new ProbeNames(clock);
  }

  /**
   * Runs all checks of one bucket, and returns the results in the order of {@link BucketCheckName}.
   * Blocks until the checks or their time end. After an interrupt, deletes temporary objects,
   * returns the results so far and leaves the interrupt set.
   *
   * @throws IllegalArgumentException if the bucket breaks a rule of {@link BucketRules}
   * @throws IllegalStateException if this is closed
   */
  public List<BucketCheckResult> check(PreflightRequest request) {
    if (!BucketRules.check(request.location(), request.credentials()).isEmpty()) {
      throw new IllegalArgumentException("The bucket breaks a rule of BucketRules.");
    }
    var results = new CheckResults();
    var probe = new BucketProbe(request.location(), names);
    var opener = opener(request);
    var checks = new BucketChecks(request, opener, results, probe);
    running.add(checks);
    try {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      complete(results, perform(checks, request.timeout()), request.timeout());
      var tidying = new ProbeCleanup(opener, checks.region(), probe);
      return tidied(tidying, probe, results, tidying(request.timeout()));
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
        checks.stopWriting();
        if (checks.hasLeftovers()) {
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

  /** Adds a result for each check that did not run. */
  private static void complete(CheckResults results, TimedWork.End end, Duration timeout) {
    switch (end) {
      case TIME_OVER -> results.outOfTime("No answer within " + seconds(timeout) + ".");
      case BROKEN -> results.unfinished("The check ended unexpectedly. See the operator's log.");
      case DONE, INTERRUPTED -> results.unfinished("The check was interrupted.");
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static List<BucketCheckResult> tidied(
      ProbeCleanup tidying, BucketProbe probe, CheckResults results, Duration time) {
    if (probe.left().isPresent()) {
      // Cleared for now, because an interrupt would end the deletion immediately.
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
                results.add(
                    BucketCheckResult.failed(
                        BucketCheckName.WriteProbe,
                        "The time ended before the check could delete its objects. Delete "
                            + name
                            + ".")));
    return results.all();
  }

  /** Returns the opener of the bucket. Loads the client classes only of the provider in use. */
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

  /** Ends all running checks. They still delete their temporary objects. */
  @Override
  public void close() {
    closed = true;
    running.forEach(BucketChecks::stop);
  }
}
