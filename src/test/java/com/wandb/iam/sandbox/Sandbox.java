package com.wandb.iam.sandbox;

import com.wandb.iam.sandbox.state.Account;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxSwitches;
import com.wandb.iam.sandbox.state.TeamHistory;
import com.wandb.iam.sandbox.state.WorldState;
import com.wandb.iam.sandbox.wire.WireServer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A W&B server in this JVM, on a port of 127.0.0.1, until it is closed. Many can run at the same
 * time.
 */
public final class Sandbox implements AutoCloseable {
  private final SandboxOptions options;
  private final AtomicReference<Duration> skew = new AtomicReference<>(Duration.ZERO);
  private final SandboxSwitches switches;
  private final WorldState state;
  private final SandboxWorld world;
  private final SandboxFaults faults = new SandboxFaults();
  private final SandboxJournal journal = new SandboxJournal();
  private final WireServer server;

  private Sandbox(SandboxOptions options) {
    InstantSource clock = () -> InstantSource.system().instant().plus(skew.get());
    this.options = options;
    this.switches = new SandboxSwitches(options.version());
    this.state = new WorldState(options, switches, clock);
    this.world = new SandboxWorld(state);
    found();
    this.server = new WireServer(options.port(), new Reception(this));
  }

  /**
   * Starts a server with an organization, its admin {@code admin} and the account {@code
   * wandb-operator}.
   */
  public static Sandbox start(SandboxOptions options) {
    Sandbox sandbox = new Sandbox(options);
    sandbox.server.start();
    return sandbox;
  }

  private void found() {
    Account admin =
        new Account(
            state.nextAccount(),
            SandboxAccountType.USER,
            "admin",
            "admin@example.com",
            "admin",
            state.now());
    state.remember(admin);
    Account operator =
        new Account(
            state.nextAccount(),
            SandboxAccountType.ORG_SERVICE,
            "wandb-operator",
            null,
            "org_service",
            state.now());
    state.remember(operator);
    state.keys.add(operator, options.adminKey(), "the operator's", state.now());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Returns the key of {@code wandb-operator}. */
  public String adminKey() {
    return options.adminKey();
  }

  public SandboxOptions options() {
    return options;
  }

  public SandboxWorld world() {
    return world;
  }

  public SandboxFaults faults() {
    return faults;
  }

  public SandboxJournal journal() {
    return journal;
  }

  /** Returns the history of team members. */
  public TeamHistory history() {
    return state.history;
  }

  public SandboxSwitches switches() {
    return switches;
  }

  /**
   * Sets the offset of the server's clock, in the Date header and in stored times. May be negative.
   */
  public void clockSkew(Duration ahead) {
    skew.set(ahead);
  }

  /** Changes the organization of this server. */
  public void changeOrganization(String id, String name) {
    state.writing(
        () -> {
          state.organizationId = id;
          state.organizationName = name;
          return true;
        });
  }

  /** Makes the admin key unknown to the server. */
  public void expireAdminKey() {
    state.writing(
        () -> {
          state.keys.liveSecret(options.adminKey()).ifPresent(key -> key.revoked = true);
          return true;
        });
  }

  /** Stops listening and cuts open connections. Keeps the world. */
  public void stop() {
    server.stop();
  }

  /** Listens again on the same port. */
  public void resume() {
    server.start();
  }

  @Override
  public void close() {
    server.stop();
  }

  WorldState state() {
    return state;
  }
}
