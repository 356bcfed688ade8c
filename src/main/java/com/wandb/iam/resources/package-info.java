/**
 * The resources of the cluster: how they are found in caches or read live, which resource claims
 * which object of a server, which resources a change enqueues, and how a resource is cleaned up. No
 * class here sends requests to a W&amp;B server or decides what to change there. {@link
 * com.wandb.iam.resources.Dependents} contains the enqueue rules and {@link
 * com.wandb.iam.resources.ServerClaims} the claims.
 */
@NullMarked
package com.wandb.iam.resources;

import org.jspecify.annotations.NullMarked;
