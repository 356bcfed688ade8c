/**
 * Access to other objects of the cluster: Secrets, events, namespaces, annotations with ids,
 * workloads, and lenient deserialization. Depends only on the Fabric8 client, and neither on the
 * kinds of the operator nor on W&amp;B Server.
 */
@NullMarked
package com.wandb.iam.kube;

import org.jspecify.annotations.NullMarked;
