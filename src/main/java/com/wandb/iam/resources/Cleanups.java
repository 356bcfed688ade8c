package com.wandb.iam.resources;

import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.Reconciliation;

/** Begins the cleanup of resources that are being deleted. */
public record Cleanups(
    ResourceFinder finder, EventRecorder events, Namespaces namespaces, Claims claims) {
  /** Returns the cleanup of one resource. */
  public Cleanup of(Reconciliation<?, ?, ?> pass) {
    return new Cleanup(finder, events, namespaces, claims, pass);
  }
}
