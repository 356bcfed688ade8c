package com.wandb.iam.access;

/** Extent of a permission. Each value includes the earlier ones. */
public enum Extent {
  NONE,
  /** Only objects that the holder created. */
  OWN,
  ALL;

  /** Returns the greater of both extents. */
  public Extent or(Extent other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
