package com.wandb.iam.sandbox.state;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The switches of one sandbox; safe to turn while requests run. */
public final class SandboxSwitches {
  private final SandboxVersion version;
  private final Set<SandboxSwitch> on = ConcurrentHashMap.newKeySet();

  public SandboxSwitches(SandboxVersion version) {
    this.version = version;
  }

  /** Turns a switch; one that this version does not have yet is an error of the test. */
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

  /** Those that are on now. */
  public Set<SandboxSwitch> on() {
    EnumSet<SandboxSwitch> copy = EnumSet.noneOf(SandboxSwitch.class);
    copy.addAll(on);
    return copy;
  }
}
