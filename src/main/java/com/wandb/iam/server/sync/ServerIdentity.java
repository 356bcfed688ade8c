package com.wandb.iam.server.sync;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.crd.v1alpha1.PinnedAccount;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.wandb.RemoteOrganization;
import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.snapshot.Snapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a W&amp;B server: its organization, and the account that the operator uses, with the
 * time at which the server created that account.
 *
 * @param organizationId {@link #UNKNOWN} if the server reports no organization
 */
public record ServerIdentity(
    String organizationId, @Nullable String organizationName, PinnedAccount account) {
  /** The id that is pinned if the server reports no organization. */
  public static final String UNKNOWN = "-";

  /** Returns the id of the organization; {@link #UNKNOWN} if the server reports none. */
  public static String organizationOf(ServerFacts facts) {
    return facts.organizationIfKnown().map(RemoteOrganization::id).orElse(UNKNOWN);
  }

  static ServerIdentity of(ServerFacts facts, Snapshot snapshot) {
    return of(facts, snapshot.user(facts.viewer().id()).map(RemoteUser::created).orElse(null));
  }

  /** Returns the identity of a server that is not read completely. */
  static ServerIdentity of(ServerFacts facts) {
    return of(facts, (Instant) null);
  }

  private static ServerIdentity of(ServerFacts facts, @Nullable Instant created) {
    var viewer = facts.viewer();
    return new ServerIdentity(
        organizationOf(facts),
        facts.organizationIfKnown().map(RemoteOrganization::name).orElse(null),
        new PinnedAccount(viewer.id(), viewer.username(), created));
  }

  /**
   * Returns the pin of a server without any.
   *
   * @param acceptance distinguishes servers that cannot be told apart otherwise: one that was
   *     restored from a backup, from itself before; empty at the first contact
   */
  public PinnedOrganization pin(String acceptance) {
    return new PinnedOrganization(
        organizationId, organizationName, account, fingerprint(acceptance));
  }

  /**
   * Returns a pin with the marks of now, for the same server. What the server does not tell now
   * stays as it was known.
   */
  public PinnedOrganization renew(PinnedOrganization pin) {
    boolean told = !organizationId.equals(UNKNOWN);
    var fingerprint = pin.fingerprint();
    return new PinnedOrganization(
        told || pin.id() == null ? organizationId : pin.id(),
        organizationName == null ? pin.name() : organizationName,
        dated(pin.account()),
        fingerprint == null ? fingerprint("") : fingerprint);
  }

  private PinnedAccount dated(@Nullable PinnedAccount pinned) {
    return pinned != null && account.created() == null && pinned.id().equals(account.id())
        ? new PinnedAccount(account.id(), account.username(), pinned.created())
        : account;
  }

  private String fingerprint(String acceptance) {
    return Fingerprint.of(
        String.join(
            "\n",
            organizationId,
            account.id(),
            account.username(),
            String.valueOf(account.created()),
            acceptance));
  }
}
