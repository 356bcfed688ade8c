package com.wandb.iam.crd.v1alpha1;

/** The conditions that resources have. Their types are the names of the constants. */
public enum ConditionType {
  /** The permission model's verdict on the spec. A rejected spec changes nothing anywhere. */
  Accepted,
  /** The server agrees with what is declared. */
  Synced,
  /** Accepted and synced, and what the resource materializes is there. */
  Ready,
  /** True where only a person can help. */
  Stalled,
  /** WandbServer: the server answers. */
  Reachable,
  /** WandbServer: the credential may do what the operator has to do. */
  Authorized,
  /** WandbServer: its clock and the operator's agree well enough for what depends on time. */
  ClockInSync,
  /**
   * TeamMembership: access is in force. StorageConnector: the server has been restarted with the
   * bucket.
   */
  Active,
  /** StorageConnector: the verdict on the bucket. */
  Verified,
  /** StorageConnector: the bucket is in the server's environment. */
  Bound
}
