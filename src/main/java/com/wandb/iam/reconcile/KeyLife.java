package com.wandb.iam.reconcile;

import com.wandb.iam.access.KeySchedule;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.Lookups.BoundTeam;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteKey;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the keys of one account: what an earlier pass left half-done, the first key, the
 * next one, and the end of the one before. Whatever a crash interrupts, each key that was made is
 * in the Secret, or is found by its {@link KeyMarker} and revoked.
 */
final class KeyLife {
  private final Workbench workbench;
  private final Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass;
  private final BoundTeam team;
  private final KeySecrets secrets;
  private final KeySources sources;
  private final AccountKeys keys;
  private final KeySchedule schedule;
  private final Rollouts rollouts;
  private final boolean hashed;
  private final Instant now;
  private final List<String> warnings = new ArrayList<>();
  private KeyRing ring;
  private @Nullable Instant wake;
  private boolean waiting;
  private List<String> undelivered = List.of();

  KeyLife(
      Workbench workbench,
      Pass<WandbServiceAccount, WandbServiceAccountStatus, AccountDraft> pass,
      BoundTeam team,
      RemoteMember account,
      KeySecrets secrets,
      @Nullable Secret present) {
    this.workbench = workbench;
    this.pass = pass;
    this.team = team;
    this.secrets = secrets;
    this.keys = new AccountKeys(team.connection().api().apiKeys(), account);
    this.sources = new KeySources(workbench, pass, team, account, keys);
    this.schedule = scheduleOf(pass.resource());
    this.rollouts = new Rollouts(workbench.workloads(), pass.resource());
    this.hashed = team.connection().facts().can(Capability.HASHED_KEYS);
    this.now = workbench.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    this.ring = secrets.held(pass, account, present).trusting(pass.draft().apiKey);
  }

  private static KeySchedule scheduleOf(WandbServiceAccount account) {
    var apiKey = account.getSpec().apiKey();
    var rotation = apiKey == null ? null : apiKey.rotation();
    return rotation == null
        ? KeySchedule.ON_DEMAND
        : new KeySchedule(
            Durations.parse(rotation.every()),
            Durations.parse(rotation.overlap()),
            rotation.maxOverlap() == null ? null : Durations.parse(rotation.maxOverlap()));
  }

  /** Sees to the keys; the Secret holds what status says when this returns. */
  Conclusion run() {
    long before = recover();
    if (ring.current() == null) {
      begin();
    }
    publish();
    note();
    renew(before);
    var open = outstanding() == null ? List.<String>of() : rollouts.restart(number(), warnings);
    retire(open);
    pass.draft().warnings = List.copyOf(warnings);
    if (!undelivered.isEmpty()) {
      return Conclusion.blocked(
          Reason.ConsentMissing,
          "spec.secret.deliverTo: "
              + String.join("; ", undelivered)
              + "; a namespace consents by the annotation "
              + Namespaces.ACCEPT
              + "="
              + pass.namespace()
              + ". Everything else is as declared");
    }
    var ready =
        Conclusion.ready(
            "the Secret " + pass.draft().secretName + " holds a key of " + pass.draft().name);
    return waiting ? ready.again() : ready.againAt(wake, workbench.clock().instant());
  }

  private KeyRing.Held current() {
    return Objects.requireNonNull(ring.current(), "a ring without a key was begun");
  }

  private KeyMarker marker(long sequence) {
    return new KeyMarker(workbench.clusterId(), pass.resource().getMetadata().getUid(), sequence);
  }

  /**
   * Ends what an earlier pass left open: a key that it made is in the Secret, or is revoked.
   *
   * @return the highest number that a key of this resource had so far
   */
  private long recover() {
    var draft = pass.draft();
    var state = draft.apiKey;
    long highest =
        Math.max(
            ring.current() == null ? 0 : ring.current().sequence(),
            state == null || state.sequence() == null ? 0 : state.sequence());
    var pending = draft.pendingKey;
    if (pending == null) {
      return highest;
    }
    var intent = KeyMarker.read(pending.description());
    long intended = intent.map(KeyMarker::sequence).orElse(0L);
    if (ring.current() != null && ring.current().sequence() == intended) {
      pending.orders().forEach(this::handled);
    } else {
      revokeStrays();
    }
    draft.pendingKey = null;
    return Math.max(highest, intended);
  }

  /** Keys that this resource made, and that neither the Secret nor status knows. */
  private void revokeStrays() {
    var own = marker(0);
    for (var stray : keys.marked(own::isOfSame)) {
      if (!ring.holds(stray.id()) && !isKnown(stray.id())) {
        keys.revoke(stray.id(), false);
        tell("KeyRevoked", "revoked a key that was made just before a crash and never published");
      }
    }
  }

  private boolean isKnown(String id) {
    var state = pass.draft().apiKey;
    return state != null
        && (id.equals(state.id())
            || (state.previous() != null && id.equals(state.previous().id())));
  }

  /** The first key. Whoever asks for a new one at the same time has it by this. */
  private void begin() {
    var cluster = workbench.clusterId();
    if (!keys.marked(marker -> !marker.cluster().equals(cluster)).isEmpty()) {
      throw new Stop(
          Conclusion.blocked(
              Reason.Conflict,
              "the account has keys that the operator of another cluster made: let go of it there,"
                  + " or revoke those keys in the app where that cluster is gone"));
    }
    var draft = pass.draft();
    var state = draft.apiKey;
    var first = sources.first(now);
    ring = new KeyRing(first, null);
    if (state != null && first.id() != null && first.id().equals(state.id())) {
      long sequence = state.sequence() == null ? 0 : state.sequence();
      ring = new KeyRing(new KeyRing.Held(first.value(), first.id(), sequence, now), null);
    } else {
      // The server shows one key and not the others: those that nobody can read any more end.
      draft.apiKey = null;
      revokeStrays();
      orders().forEach(this::handled);
    }
    ring = ring.trusting(draft.apiKey);
  }

  private void publish() {
    undelivered = secrets.publish(pass, team, ring);
  }

  /** Status as the Secret is; a key that is in neither any more waits for its end. */
  private void note() {
    var draft = pass.draft();
    var before = draft.apiKey;
    draft.apiKey =
        new ApiKeyState(
            current().id(),
            current().sequence(),
            current().createdAt(),
            schedule.rotatesAt(current().createdAt(), seed()).orElse(null),
            previous(before));
  }

  private String seed() {
    return pass.resource().getMetadata().getUid() + "/" + current().sequence();
  }

  private @Nullable PreviousKey previous(@Nullable ApiKeyState before) {
    var held = ring.previous();
    if (held != null) {
      return new PreviousKey(held.id(), schedule.revokesAt(current().createdAt()));
    }
    if (before == null) {
      return null;
    }
    if (before.previous() != null) {
      return before.previous();
    }
    var id = before.id();
    return id == null || ring.holds(id) || current().id() == null ? null : new PreviousKey(id, now);
  }

  private Map<String, String> orders() {
    var orders = new TreeMap<String, String>();
    for (var order : List.of(Orders.ROTATE, Orders.REVOKE_NOW)) {
      order
          .pending(pass.resource(), pass.report().handled())
          .ifPresent(value -> orders.put(order.name(), value));
    }
    return orders;
  }

  private void handled(String order, String value) {
    pass.handled(Orders.valueOf(order), value);
  }

  /**
   * Makes the next key where one is due, ordered, or where a person saw the one there is.
   *
   * @param highest the highest number that a key had so far
   */
  private void renew(long highest) {
    boolean leaked = isPending(Orders.REVOKE_NOW);
    boolean seen = hashed && current().sequence() == 0;
    if (leaked) {
      end();
    } else if (!seen && !isDue()) {
      return;
    }
    if (outstanding() != null) {
      warnings.add("a new key is due, and waits until the one before it is revoked");
      return;
    }
    rotate(highest + 1, leaked || seen);
  }

  private boolean isPending(Orders order) {
    return order.pending(pass.resource(), pass.report().handled()).isPresent();
  }

  private boolean isDue() {
    if (isPending(Orders.ROTATE)) {
      var earliest = current().createdAt().plus(KeySchedule.PAUSE);
      boolean pause = wasOrdered() && now.isBefore(earliest);
      wakeAt(pause ? earliest : null);
      return !pause;
    }
    var due = schedule.rotatesAt(current().createdAt(), seed()).orElse(null);
    wakeAt(due);
    return due != null && !due.isAfter(now) && clocksAgree();
  }

  private boolean wasOrdered() {
    var handled = pass.report().handled();
    return Orders.ROTATE.isIn(handled) || Orders.REVOKE_NOW.isIn(handled);
  }

  private boolean clocksAgree() {
    boolean agree = !ClockSkew.tooLarge(team.connection().api().clockSkew());
    if (!agree) {
      warnings.add(
          "the clocks of server and operator differ too much to go by them; set the clocks");
      waiting = true;
    }
    return agree;
  }

  private void wakeAt(@Nullable Instant time) {
    wake = wake == null || (time != null && time.isBefore(wake)) ? time : wake;
  }

  private @Nullable PreviousKey outstanding() {
    return Objects.requireNonNull(pass.draft().apiKey, "noted before").previous();
  }

  /** Intent first, then the key, then the Secret, and only then the end of the intent. */
  private void rotate(long sequence, boolean atOnce) {
    if (!keys.isOwn(current().value())) {
      ring = new KeyRing(sources.first(now), null);
    }
    var draft = pass.draft();
    var old = current();
    var orders = orders();
    draft.pendingKey = new PendingKey(marker(sequence).text(), orders);
    pass.save();
    KeyRing.Held next;
    try {
      var issued = keys.generate(old.value(), marker(sequence));
      next = new KeyRing.Held(issued.secret(), issued.id(), sequence, now);
    } catch (WandbException error) {
      throw notMade(error);
    }
    ring = atOnce ? new KeyRing(next, null) : ring.followedBy(next);
    publish();
    draft.pendingKey = null;
    orders.forEach(this::handled);
    note();
    pass.save();
    tell("KeyRotated", "made key number " + sequence + " of " + draft.name);
  }

  /** An answer that was lost may have been a key; what was certainly refused was none. */
  private RuntimeException notMade(WandbException error) {
    boolean open =
        error instanceof WandbException.Unavailable unavailable && unavailable.outcomeUnknown();
    if (!open) {
      pass.draft().pendingKey = null;
    }
    return error instanceof WandbException.Refused refused
            && refused.reason() == WandbException.Refused.Refusal.SWITCHED_OFF
        ? new Stop(
            Conclusion.blocked(
                Reason.KeyCreationDisabled,
                "the server does not let service accounts of teams make keys ("
                    + error.getMessage()
                    + "); the key in the Secret stays as it is. Have the setting \"Disable API key"
                    + " creation\" changed, or use an account of scope Organization"))
        : error;
  }

  private String number() {
    return Long.toString(current().sequence());
  }

  /**
   * Revokes the key before, once its time is over and nothing that runs holds it any more. One that
   * is in no Secret ends at once: somebody may have it who should not.
   *
   * @param open workloads that are not restarted yet
   */
  private void retire(List<String> open) {
    var previous = outstanding();
    if (previous == null) {
      return;
    }
    warnings.addAll(open);
    waiting = waiting || !open.isEmpty();
    if (ring.previous() == null) {
      end();
      return;
    }
    var at = previous.revokesAt();
    if (at != null && at.isAfter(now)) {
      wakeAt(at);
    } else if (clocksAgree()) {
      retireUnlessHeld(open);
    }
  }

  private void retireUnlessHeld(List<String> open) {
    var ends = schedule.endsAt(current().createdAt()).orElse(null);
    boolean enforced = ends != null && !ends.isAfter(now);
    var holders = rollouts.holders(current().createdAt(), pass.draft().deliveredTo);
    if (open.isEmpty() && holders.isEmpty()) {
      end();
    } else if (enforced) {
      workbench
          .events()
          .warning(
              pass.resource(),
              Reason.OverlapEnforced.name(),
              "spec.apiKey.rotation.maxOverlap is over: the key before is revoked although "
                  + String.join("; ", Stream.concat(open.stream(), holders.stream()).toList()));
      end();
    } else {
      holders.forEach(held -> warnings.add("the key before is not revoked yet: " + held));
      wakeAt(ends);
      waiting = true;
    }
  }

  /** Out of the Secret first: nobody is to read a key there that does not work. */
  private void end() {
    var previous = outstanding();
    if (previous == null) {
      return;
    }
    var held = ring.previous();
    var id = previous.id();
    if (id == null && held != null) {
      id = keys.find(held.value()).map(RemoteKey::id).orElse(null);
    }
    if (held != null) {
      ring = ring.alone();
      publish();
    }
    boolean ours =
        held == null || held.sequence() > 0 || hashed || !Boolean.TRUE.equals(pass.draft().adopted);
    if (!ours) {
      tell("KeyLeft", "the key that the account had before is no longer used, and was not revoked");
    } else if (id == null || !keys.revoke(id, Objects.equals(id, previous.id()))) {
      workbench
          .events()
          .warning(
              pass.resource(),
              "KeyNotRevoked",
              "the server does not tell which key the one before was: revoke it in the app");
    } else {
      tell("KeyRevoked", "revoked the key before of " + pass.draft().name);
    }
    var state = Objects.requireNonNull(pass.draft().apiKey, "noted before");
    pass.draft().apiKey =
        new ApiKeyState(state.id(), state.sequence(), state.createdAt(), state.rotatesAt(), null);
    pass.save();
  }

  private void tell(String reason, String message) {
    workbench.events().normal(pass.resource(), reason, message);
  }
}
