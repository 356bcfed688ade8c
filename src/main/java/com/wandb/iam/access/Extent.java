package com.wandb.iam.access;

/** How far a permission goes; later ones contain earlier ones. */
public enum Extent {
  NONE,
  /** Only what the holder created. */
  OWN,
  ALL;

  /** The further of the two. */
  public Extent or(Extent other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
