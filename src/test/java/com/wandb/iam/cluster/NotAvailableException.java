package com.wandb.iam.cluster;

/**
 * A way to get programs does not work on this machine; the message says why, in one line or few.
 */
public final class NotAvailableException extends Exception {
  private static final long serialVersionUID = 1;

  public NotAvailableException(String message) {
    super(message);
  }

  public NotAvailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
