package com.wandb.iam.sandbox;

import java.time.Duration;

/** What goes wrong with a request. */
public sealed interface SandboxFault {
  /** This status instead of doing the work. */
  record Status(int status) implements SandboxFault {}

  /** 429 with Retry-After, in whole seconds, instead of doing the work. */
  record Throttle(Duration retryAfter) implements SandboxFault {}

  /** The connection is cut before the work. */
  record DropBefore() implements SandboxFault {}

  /** The work is done, and the connection cut instead of the answer. */
  record DropAfter() implements SandboxFault {}

  /** The work is done, half of the answer is sent, and then nothing more. */
  record Stall() implements SandboxFault {}

  /** Half of each list is missing, while its total says how many there should be. */
  record TruncatedList() implements SandboxFault {}

  /** Half of each list is missing, and the total agrees. */
  record ShrunkenList() implements SandboxFault {}

  /** The web page, status 200, instead of doing the work. */
  record Page() implements SandboxFault {}

  /** A GraphQL error, as a gateway may make one up, instead of doing the work. */
  record Denial(String message) implements SandboxFault {}

  /**
   * The fault called so over the control endpoint: {@code status:503}, {@code throttle:PT5S},
   * {@code drop-after} …
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
