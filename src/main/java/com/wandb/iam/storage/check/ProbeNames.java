package com.wandb.iam.storage.check;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;

/** Names of probe objects: with the operator's prefix, and unique. */
final class ProbeNames {
  static final String PREFIX = ".wandb-iam-operator-probe-";

  /** No check takes this long, so a killed process must have left an older probe. */
  private static final Duration LEFT_AFTER = Duration.ofMinutes(15);

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ProbeNames(InstantSource clock) {
    this.clock = clock;
  }

  String next() {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return PREFIX + HexFormat.of().formatHex(bytes);
  }

  Instant leftBefore() {
    return clock.instant().minus(LEFT_AFTER);
  }
}
