package com.wandb.iam.sandbox;

import java.time.Duration;

/** Fault of a request. */
public sealed interface SandboxFault {
  /** Returns this status instead of executing the request. */
  record Status(int status) implements SandboxFault {}

  /** Returns 429 with Retry-After in whole seconds instead of executing the request. */
  record Throttle(Duration retryAfter) implements SandboxFault {}

  /** Cuts the connection before the request is executed. */
  record DropBefore() implements SandboxFault {}

  /** Executes the request and cuts the connection instead of answering. */
  record DropAfter() implements SandboxFault {}

  /** Executes the request, sends half of the answer, and then nothing more. */
  record Stall() implements SandboxFault {}

  /** Omits half of each list, but not from its total. */
  record TruncatedList() implements SandboxFault {}

  /** Omits half of each list, also from its total. */
  record ShrunkenList() implements SandboxFault {}

  /** Returns the web page with status 200 instead of executing the request. */
  record Page() implements SandboxFault {}

  /** Returns a GraphQL error instead of executing the request, as a gateway may do. */
  record Denial(String message) implements SandboxFault {}

  /**
   * Returns the fault with this name in the control endpoint: {@code status:503}, {@code
   * throttle:PT5S}, {@code drop-after} …
   */
  static SandboxFault parse(String text) {
    String[] parts = text.split(":", 2);
    return switch (parts[0]) {
      case "status" -> new Status(Integer.parseInt(parts[1]));
      case "throttle" -> new Throttle(Duration.parse(parts[1]));
      case "drop-before" -> new DropBefore();
      case "drop-after" -> new DropAfter();
      case "stall" -> new Stall();
      case "truncated-list" -> new TruncatedList();
      case "shrunken-list" -> new ShrunkenList();
      case "page" -> new Page();
      case "denial" -> new Denial(parts[1]);
      default -> throw new IllegalArgumentException("no such fault: " + text);
    };
  }

  static SandboxFault status(int status) {
    return new Status(status);
  }

  static SandboxFault throttle(Duration retryAfter) {
    return new Throttle(retryAfter);
  }
}
