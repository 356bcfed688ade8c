/**
 * Real parts of a Kubernetes cluster (etcd, kube-apiserver, kube-controller-manager) and real tools
 * of the ecosystem, for tests and for the demo. Provides the programs and ends them with the JVM.
 * Uses only the folder of CRDs of this operator. May use the JDK, the Fabric8 client and
 * kube-api-test.
 */
@NullMarked
package com.wandb.iam.cluster;

import org.jspecify.annotations.NullMarked;
