/**
 * What the cluster declares: resources found in caches or read live, which resource claims which
 * object of a server, which resources a change enqueues, and how a resource is cleaned up. No class
 * here talks to a W&amp;B server or decides what happens on one. {@link
 * com.wandb.iam.resources.Dependents} holds the enqueue table and {@link
 * com.wandb.iam.resources.ServerClaims} the claims; servers follow in {@code server.sync}.
 */
@NullMarked
package com.wandb.iam.resources;

import org.jspecify.annotations.NullMarked;
