/**
 * The order of work and nothing else: each reconciler maps a resource to what it declares, checks
 * it, observes the server's snapshot, plans, applies and reports. May use {@code access}, {@code
 * wandb}, {@code storage}, {@code crd}, {@code kube} and the operator framework.
 *
 * <p>Two rules hold throughout. A resource that is rejected changes nothing anywhere, and what was
 * true of it before stays in its status. Status is written only where it differs.
 */
@NullMarked
package com.wandb.iam.reconcile;

import org.jspecify.annotations.NullMarked;
