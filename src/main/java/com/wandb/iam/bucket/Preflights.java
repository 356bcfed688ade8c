package com.wandb.iam.bucket;

import com.wandb.iam.reconcile.ProcessState;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.BucketPreflight;
import com.wandb.iam.storage.check.PreflightRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of buckets, on threads of their own, because a hanging store must not block the
 * workers of the operator. Limits the number of concurrent checks. Thread-safe.
 */
public final class Preflights implements ProcessState, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preflights.class);
  private static final int AT_A_TIME = 4;

  /**
   * The results of one check.
   *
   * @param fingerprint of the request
   */
  record Result(String fingerprint, List<BucketCheckResult> results, Instant at) {}

  private final BucketPreflight preflight;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("preflight-", 0).factory());
  private final Map<String, Result> results = new ConcurrentHashMap<>();
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  public Preflights(BucketPreflight preflight, InstantSource clock) {
    this.preflight = preflight;
    this.clock = clock;
  }

  /** Returns the last results of exactly this request. */
  Optional<Result> of(String uid, String fingerprint) {
    return Optional.ofNullable(results.get(uid))
        .filter(result -> result.fingerprint().equals(fingerprint));
  }

  /**
   * Checks a bucket, unless a check for this resource is running.
   *
   * @param done called when there is a result
   */
  void ask(String uid, String fingerprint, PreflightRequest request, Runnable done) {
    if (!running.add(uid)) {
      return;
    }
    try {
      threads.execute(() -> check(uid, fingerprint, request, done));
    } catch (RejectedExecutionException stopping) {
      running.remove(uid);
    }
  }

  private void check(String uid, String fingerprint, PreflightRequest request, Runnable done) {
    try {
      free.acquire();
      try {
        results.put(uid, new Result(fingerprint, preflight.check(request), clock.instant()));
      } finally {
        free.release();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException unexpected) {
      LOG.error("The check of a bucket failed unexpectedly", unexpected);
      return;
    } finally {
      running.remove(uid);
    }
    done.run();
  }

  @Override
  public void forget(HasMetadata resource) {
    results.remove(resource.getMetadata().getUid());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    preflight.close();
  }
}
