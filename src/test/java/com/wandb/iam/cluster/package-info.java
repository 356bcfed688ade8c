/**
 * A real Kubernetes API server for tests and the demo: etcd, kube-apiserver and
 * kube-controller-manager as processes of this machine, on loopback only. Uses the Fabric8 client
 * and knows nothing of the operator.
 */
@NullMarked
package com.wandb.iam.cluster;

import org.jspecify.annotations.NullMarked;
