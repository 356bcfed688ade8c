package com.wandb.iam.sandbox.state;

/** Refusal by the server. SCIM and GraphQL each have their own form for it. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public static Refusal of(int status, String message) {
    return new Refusal(status, message);
  }

  public static Refusal invalid(String message) {
    return new Refusal(400, message);
  }

  public static Refusal forbidden(String message) {
    return new Refusal(403, message);
  }

  public static Refusal notFound(String message) {
    return new Refusal(404, message);
  }

  public static Refusal conflict(String message) {
    return new Refusal(409, message);
  }

  static Refusal enterpriseOnly(String what) {
    return new Refusal(403, what + " need an enterprise license");
  }

  public int status() {
    return status;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
