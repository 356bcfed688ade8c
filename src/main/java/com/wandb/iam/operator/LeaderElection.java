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
 * Who of several replicas works. Losing the lease ends the process at once, for what was under way
 * must not go on beside the next leader; stopping in good order gives the lease back.
 */
public final class LeaderElection {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final String LEASE = "wandb-iam-operator";
  private static final Duration LASTS = Duration.ofSeconds(12);

  /** A leader that was not confirmed for so long ends; the rest is for what is on its way. */
  private static final Duration RENEW_WITHIN = Duration.ofSeconds(8);

  /** With the jitter of those who wait, a lease that was given back is taken within 3 s. */
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

  /** Belongs into the client of the process that takes part: it learns there who leads. */
  public LeaseFence fence() {
    return fence;
  }

  /**
   * @param begin called when this replica leads
   */
  LeaderElectionConfiguration configuration(Runnable begin) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(namespace)
        .withIdentity(instance)
        .withLeaseDuration(LASTS)
        .withRenewDeadline(RENEW_WITHIN)
        .withRetryPeriod(RETRY)
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> lead(begin), this::lost, leader -> LOG.info("leader is {}", leader)))
        .build();
  }

  private void lead(Runnable begin) {
    LOG.info("leading");
    begin.run();
  }

  private void lost() {
    if (!stopping) {
      LOG.error("lost the lease: ending at once, so that two never work side by side");
      Runtime.getRuntime().halt(1);
    }
  }

  /** From now on, losing the lease is meant. */
  public void stopping() {
    stopping = true;
  }

  /** Gives the lease back, so that another replica need not wait for it to run out. */
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
      LOG.warn("the lease was not given back: {}", failure.getMessage());
    }
  }
}
