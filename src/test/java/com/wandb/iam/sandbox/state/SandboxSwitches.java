package com.wandb.iam.sandbox.state;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Switches of one sandbox. Thread-safe. */
public final class SandboxSwitches {
  private final SandboxVersion version;
  private final Set<SandboxSwitch> on = ConcurrentHashMap.newKeySet();

  public SandboxSwitches(SandboxVersion version) {
    this.version = version;
  }

  /** Sets a switch. Throws if this version does not have it, because the test is wrong. */
  public SandboxSwitches set(SandboxSwitch which, boolean value) {
    if (value && !version.atLeast(which.since())) {
      throw new IllegalArgumentException(
          which + " exists since " + which.since().text() + ", this is " + version.text());
    }
    if (value) {
      on.add(which);
    } else {
      on.remove(which);
    }
    return this;
  }

  public boolean isOn(SandboxSwitch which) {
    return on.contains(which);
  }

  /** Returns the switches that are on. */
  public Set<SandboxSwitch> on() {
    EnumSet<SandboxSwitch> copy = EnumSet.noneOf(SandboxSwitch.class);
    copy.addAll(on);
    return copy;
  }
}
