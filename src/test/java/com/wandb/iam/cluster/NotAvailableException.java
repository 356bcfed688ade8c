package com.wandb.iam.cluster;

/**
 * Thrown if a source of programs does not work on this machine. The message has the reason in a few
 * lines.
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
