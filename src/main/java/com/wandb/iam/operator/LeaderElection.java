package com.wandb.iam.operator;

import com.wandb.iam.kube.LeaseFence;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leader election among replicas. A leader that loses the lease ends its process immediately,
 * because its pending work must not continue beside the next leader. An orderly stop releases the
 * lease.
 */
public final class LeaderElection {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final String LEASE = "wandb-iam-operator";
  private static final Duration LEASE_DURATION = Duration.ofSeconds(12);

  /**
   * A leader that cannot renew for so long ends; the rest of the lease covers requests in flight.
   */
  private static final Duration RENEW_WITHIN = Duration.ofSeconds(8);

  /** With the jitter of waiting replicas, a released lease is acquired within 3 s. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String namespace;
  private final String instance;
  private final LeaseFence fence;
  private volatile boolean stopping;

  public LeaderElection(String namespace, String instance, InstantSource clock) {
    this.namespace = namespace;
    this.instance = instance;
    this.fence = new LeaseFence(namespace, LEASE, RENEW_WITHIN, clock, System::nanoTime);
  }

  /**
   * Returns the fence. The process must add it to its Kubernetes client, so that it sees the lease.
   */
  public LeaseFence fence() {
    return fence;
  }

  /**
   * @param begin called when this replica becomes the leader
   */
  LeaderElectionConfiguration configuration(Runnable begin) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(namespace)
        .withIdentity(instance)
        .withLeaseDuration(LEASE_DURATION)
        .withRenewDeadline(RENEW_WITHIN)
        .withRetryPeriod(RETRY)
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> lead(begin),
                this::lost,
                leader -> LOG.info("Leader changed: leader={}", leader)))
        .build();
  }

  private void lead(Runnable begin) {
    LOG.info("This replica is the leader");
    begin.run();
  }

  private void lost() {
    if (!stopping) {
      LOG.error("Lost the leader lease; exiting so that two replicas never write at the same time");
      Runtime.getRuntime().halt(1);
    }
  }

  /** Records that the process stops, so that the loss of the lease is expected. */
  public void stopping() {
    stopping = true;
  }

  /** Releases the lease, so that another replica does not wait until it expires. */
  public void release(KubernetesClient client) {
    fence.shut();
    var leases = client.leases().inNamespace(namespace).withName(LEASE);
    try {
      var lease = leases.get();
      if (lease == null || !instance.equals(lease.getSpec().getHolderIdentity())) {
        return;
      }
      leases.edit(
          held -> {
            held.getSpec().setHolderIdentity(null);
            held.getSpec().setLeaseDurationSeconds(1);
            return held;
          });
    } catch (KubernetesClientException failure) {
      LOG.warn("The leader lease was not released: {}", failure.getMessage());
    }
  }
}
