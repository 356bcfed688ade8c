package com.wandb.iam.sandbox;

/** The server says no; SCIM and GraphQL each have their own way of putting it. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Refusal of(int status, String message) {
    return new Refusal(status, message);
  }

  static Refusal invalid(String message) {
    return new Refusal(400, message);
  }

  static Refusal forbidden(String message) {
    return new Refusal(403, message);
  }

  static Refusal notFound(String message) {
    return new Refusal(404, message);
  }

  static Refusal conflict(String message) {
    return new Refusal(409, message);
  }

  static Refusal enterpriseOnly(String what) {
    return new Refusal(403, what + " need an enterprise license");
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
