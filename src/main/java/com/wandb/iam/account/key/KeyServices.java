package com.wandb.iam.account.key;

import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.kube.Workloads;
import java.time.InstantSource;

/**
 * The services that the reconciliation of API keys uses.
 *
 * @param keySecrets reads and writes the Secret of a ServiceAccount
 * @param clusterId the uid of the namespace kube-system, which identifies this cluster
 */
public record KeyServices(
    KeySecrets keySecrets,
    Secrets secrets,
    Workloads workloads,
    Namespaces namespaces,
    EventRecorder events,
    InstantSource clock,
    String clusterId) {}
