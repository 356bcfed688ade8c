package com.wandb.iam.reconcile;

import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;

/** Begins the cleanup of resources that are being deleted. */
record Departures(
    ResourceFinder finder, EventRecorder events, Namespaces namespaces, Claims claims) {
  /** Returns the cleanup of one resource. */
  Departure of(Pass<?, ?, ?> pass) {
    return new Departure(finder, events, namespaces, claims, pass);
  }
}
