/**
 * What the operator does in the cluster besides its own resources: Secrets, events, namespaces,
 * annotations with ids, and reading resources leniently. Uses the Fabric8 client alone and knows
 * neither the kinds of the operator nor the W&amp;B Server.
 */
@NullMarked
package com.wandb.iam.kube;

import org.jspecify.annotations.NullMarked;
