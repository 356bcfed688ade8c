package com.wandb.iam.crd.v1alpha1;

/** The types of conditions. The name of a constant is the type. */
public enum ConditionType {
  /** The spec is valid and allowed. The operator makes no change for a rejected spec. */
  Accepted,
  /** The server matches the spec. */
  Synced,
  /** Accepted and synced, and the objects that the resource provides exist. */
  Ready,
  /** True if the operator cannot continue until a user acts. */
  Stalled,
  /** WandbServer: the server answers. */
  Reachable,
  /** WandbServer: the credential has the permissions that the operator needs. */
  Authorized,
  /** WandbServer: the clocks of server and operator agree well enough for timed actions. */
  ClockInSync,
  /**
   * TeamMembership: access is granted now. StorageConnector: the server was restarted with the
   * bucket.
   */
  Active,
  /** StorageConnector: the bucket passed its checks. */
  Verified,
  /** StorageConnector: the bucket is in the server's environment. */
  Bound
}
