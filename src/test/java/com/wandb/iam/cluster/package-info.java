/**
 * Real parts of a Kubernetes cluster (etcd, kube-apiserver, kube-controller-manager) and real tools
 * of the ecosystem, for tests and for the demo: where they come from, and how they live exactly as
 * long as the JVM that needs them. Knows nothing of this operator but the folder of its CRDs. May
 * use the JDK, the Fabric8 client and kube-api-test.
 */
@NullMarked
package com.wandb.iam.cluster;

import org.jspecify.annotations.NullMarked;
