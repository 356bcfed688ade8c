package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.ApiKeyState;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.server.sync.ClockSkew;
import com.wandb.iam.wandb.RemoteKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of {@link KeyReconciler} work with in one pass: the keys in the Secret, those on
 * the server, and what the pass will say.
 */
public final class KeyContext {
  final AccountReconciliation pass;
  final AccountKeys keys;
  final KeySources sources;
  final KeySchedule schedule;
  final BoundAccount account;
  final Instant now;
  private final KeyServices services;
  private final KeySecrets secrets;
  private final @Nullable Secret present;
  private final List<String> warnings = new ArrayList<>();
  private KeyRing ring;
  private @Nullable Instant wake;
  private boolean waiting;
  private @Nullable String movedFrom;
  private List<Deliveries.Undelivered> undelivered = List.of();

  public KeyContext(
      KeyServices services,
      AccountReconciliation pass,
      BoundAccount account,
      @Nullable Secret present) {
    this.services = services;
    this.pass = pass;
    this.account = account;
    this.secrets = services.keySecrets();
    this.present = present;
    this.keys = new AccountKeys(account.home().connection().api().apiKeys(), account.remote());
    this.sources = new KeySources(services.secrets(), pass, account, keys);
    this.schedule = scheduleOf(pass.resource());
    this.now = time(services.clock());
    this.ring =
        identified(
            confirmed(this.secrets.held(pass, account, present)).trusting(pass.draft().apiKey));
    if (present != null && pass.draft().apiKey == null && ring.current() != null) {
      HandledActions.remembered(pass.resource(), present).forEach(pass::handled);
    }
  }

  /**
   * The keys, where status knows them, or announced them, or says nothing and they are the
   * account's own: a Secret of long ago must not pass for the one of now.
   */
  private KeyRing confirmed(KeyRing found) {
    var state = pass.draft().apiKey;
    var key = found.current();
    if (key == null || found.isNumber(state) || isAnnounced(key)) {
      return found;
    }
    return state == null && keys.isOwn(key.value()) ? found : KeyRing.EMPTY;
  }

  /** An id that status does not vouch for is the one by which the server lists the key. */
  private KeyRing identified(KeyRing found) {
    var state = pass.draft().apiKey;
    boolean known = found.isNumber(state);
    boolean previousKnown = known && state != null && state.previous() != null;
    return new KeyRing(
        known ? found.current() : identified(found.current()),
        previousKnown ? found.previous() : identified(found.previous()));
  }

  private KeyRing.@Nullable Held identified(KeyRing.@Nullable Held key) {
    return key == null ? null : key.withId(keys.find(key.value()).map(RemoteKey::id).orElse(null));
  }

  private boolean isAnnounced(KeyRing.Held key) {
    var pending = pass.draft().pendingKey;
    return pending != null
        && KeyMarker.read(pending.description())
            .filter(marker -> marker.sequence() == key.sequence())
            .isPresent();
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

  /** The keys as they are in the Secret, or are about to be. */
  KeyRing ring() {
    return ring;
  }

  /** Has other keys from here on; {@link #publish()} brings them into the Secret. */
  void ring(KeyRing changed) {
    ring = changed;
  }

  KeyRing.Held current() {
    return Objects.requireNonNull(ring.current(), "a ring without a key was begun");
  }

  /** The time as it is by now, as a status has it. */
  Instant time() {
    return time(services.clock());
  }

  private static Instant time(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Notes the id by which the server itself knows a key that is about to be followed. */
  void prove(KeyRing.Held key) {
    var id = keys.find(key.value()).map(RemoteKey::id).orElse(null);
    pass.draft().apiKey = state().withId(id);
    ring = new KeyRing(key.withId(id), ring.previous());
  }

  /** The marker of a key of this resource. */
  KeyMarker marker(long sequence) {
    return new KeyMarker(services.clusterId(), pass.resource().getMetadata().getUid(), sequence);
  }

  /** Ends the pass where the account has keys that the operator of another cluster made. */
  void refuseForeign() {
    if (!keys.marked(marker -> !marker.cluster().equals(services.clusterId())).isEmpty()) {
      throw new ReconcileAbort(
          ReconcileResult.blocked(
              Reason.Conflict,
              "the account has keys that the operator of another cluster made: let go of it there,"
                  + " or revoke those keys in the app where that cluster is gone"));
    }
  }

  /** Keys that this resource made, and that neither the Secret nor status knows. */
  void revokeStrays() {
    var own = marker(0);
    for (var stray : keys.marked(own::isOfSame)) {
      if (!ring.holds(stray.id()) && !isKnown(stray.id())) {
        keys.revoke(stray.id());
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

  /** Whether the Secret is left as it is: what is declared of it is rejected. */
  boolean isToStay() {
    return account.rejected() && secrets.holds(pass, account, present, ring);
  }

  /** Brings the keys into the Secret and its copies. */
  void publish() {
    publish(Map.of());
  }

  /**
   * The same, once these orders are carried out by it.
   *
   * @param orders value by order
   */
  void publish(Map<String, String> orders) {
    var former = pass.draft().secretName;
    var handled = new TreeMap<>(pass.report().handled());
    orders.forEach(
        (order, value) ->
            handled.putAll(ActionAnnotation.valueOf(order).handledWith(handled, value)));
    undelivered = secrets.publish(pass, account, ring, handled);
    if (former != null && !former.equals(pass.draft().secretName)) {
      movedFrom = former;
    }
  }

  /** Status as the Secret is; a key that is in neither any more waits for its end. */
  void note() {
    var draft = pass.draft();
    var before = draft.apiKey;
    var known = ring.isNumber(before) ? before : null;
    draft.apiKey =
        new ApiKeyState(
            current().id(),
            current().sequence(),
            current().createdAt(),
            schedule.rotatesAt(current().createdAt(), seed()).orElse(null),
            known == null ? null : known.rollingOut(),
            known == null ? List.of() : formerSecrets(known.formerSecrets()),
            previous(before));
  }

  /** Where pods may have the current key from, beside the Secret of now; the latest last. */
  private List<String> formerSecrets(List<String> known) {
    if (movedFrom == null) {
      return known;
    }
    var all = new ArrayList<>(known);
    all.remove(movedFrom);
    all.add(movedFrom);
    return all.subList(Math.max(0, all.size() - PreviousKey.FORMER_MAX), all.size());
  }

  /** What status says about the current key. */
  ApiKeyState state() {
    return Objects.requireNonNull(pass.draft().apiKey, "noted before");
  }

  /** What tells this key apart from all others. */
  String seed() {
    return pass.resource().getMetadata().getUid() + "/" + current().sequence();
  }

  private @Nullable PreviousKey previous(@Nullable ApiKeyState before) {
    var held = ring.previous();
    if (held != null) {
      return new PreviousKey(
          held.id(), schedule.revokesAt(current().createdAt()), formerOfPrevious(before));
    }
    if (before == null) {
      return null;
    }
    if (before.previous() != null) {
      return Objects.equals(before.previous().id(), current().id()) ? null : before.previous();
    }
    var id = before.id();
    return id == null || ring.holds(id) || current().id() == null
        ? null
        : new PreviousKey(id, now, before.formerSecrets());
  }

  /** The key before was the current one until now, or is the one before still. */
  private List<String> formerOfPrevious(@Nullable ApiKeyState before) {
    if (before == null) {
      return List.of();
    }
    if (!ring.isNumber(before)) {
      return before.formerSecrets();
    }
    return before.previous() == null ? List.of() : formerSecrets(before.previous().formerSecrets());
  }

  /** The orders for another key that are not carried out yet. */
  Map<String, String> orders() {
    var orders = new TreeMap<String, String>();
    for (var order : List.of(ActionAnnotation.ROTATE, ActionAnnotation.REVOKE_NOW)) {
      order
          .pending(pass.resource(), pass.report().handled())
          .ifPresent(value -> orders.put(order.name(), value));
    }
    return orders;
  }

  void handled(String order, String value) {
    pass.handled(ActionAnnotation.valueOf(order), value);
  }

  /** Whether what depends on time may be done; says so where not. */
  boolean clocksAgree() {
    boolean agree = !ClockSkew.tooLarge(account.home().connection().api().clockSkew());
    if (!agree) {
      warn("the clocks of server and operator differ too much to go by them; set the clocks");
      waitFor();
    }
    return agree;
  }

  /** Has the resource looked at again at that time, where it is still to come. */
  void wakeAt(@Nullable Instant time) {
    if (time != null && time.isAfter(now) && (wake == null || time.isBefore(wake))) {
      wake = time;
    }
  }

  /** The key before, where it is not revoked yet. */
  @Nullable PreviousKey outstanding() {
    return state().previous();
  }

  /** Says what is allowed to be so for a while. */
  void warn(String warning) {
    warnings.add(warning);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Has the resource looked at again, later and later. */
  void waitFor() {
    waiting = true;
  }

  void tell(String reason, String message) {
    services.events().normal(pass.resource(), reason, message);
  }

  void tellTrouble(String reason, String message) {
    services.events().warning(pass.resource(), reason, message);
  }

  /** How the pass ends when all was done that could be. */
  ReconcileResult conclusion() {
    if (!undelivered.isEmpty()) {
      return undelivered();
    }
    var ready =
        ReconcileResult.ready(
            "the Secret " + pass.draft().secretName + " holds a key of " + pass.draft().name);
    return waiting ? ready.again() : ready.againAt(wake, services.clock().instant());
  }

  private ReconcileResult undelivered() {
    var reasons = undelivered.stream().map(Deliveries.Undelivered::reason).sorted().toList();
    return ReconcileResult.blocked(
        reasons.getFirst(),
        "spec.secret.deliverTo: "
            + undelivered.stream()
                .map(Deliveries.Undelivered::words)
                .collect(Collectors.joining("; "))
            + (reasons.contains(Reason.ConsentMissing)
                ? "; a namespace consents by the annotation "
                    + Namespaces.ACCEPT
                    + "="
                    + pass.namespace()
                : "")
            + ". Everything else is as declared");
  }

  /** Namespaces with copies of the Secret whose pods can be looked at. */
  List<String> deliveredTo() {
    return pass.draft().deliveredTo.stream()
        .filter(services.namespaces().watched()::contains)
        .toList();
  }

  /** Namespaces with copies of the Secret where the operator does not work any more. */
  List<String> deliveredBeyond() {
    return pass.draft().deliveredTo.stream()
        .filter(namespace -> !services.namespaces().watched().contains(namespace))
        .toList();
  }
}
