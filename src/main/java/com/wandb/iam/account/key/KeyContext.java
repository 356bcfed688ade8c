package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.BoundAccount;
import com.wandb.iam.crd.v1alpha1.PendingKey;
import com.wandb.iam.crd.v1alpha1.PreviousKey;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.reconcile.ActionAnnotation;
import com.wandb.iam.reconcile.Durations;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.server.sync.ClockSkew;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one account in one reconciliation: those in the Secret, those on the server, and what
 * the reconciliation will report about them.
 */
public final class KeyContext {
  final AccountReconciliation pass;
  final AccountKeys keys;
  final KeySources sources;
  final BoundAccount account;
  final Instant now;
  private final KeySchedule schedule;
  private final KeyServices services;
  private final KeySecrets secrets;
  private final @Nullable Secret present;
  private final List<String> warnings = new ArrayList<>();
  private KeyRing ring = KeyRing.EMPTY;
  private KeySecrets.@Nullable Copies unwritten;
  private @Nullable Instant requeueAt;
  private boolean waiting;
  private @Nullable String movedFrom;
  private List<Deliveries.Undelivered> undelivered = List.of();

  /**
   * @param present the Secret as it was read in this reconciliation
   */
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
    this.keys = new AccountKeys(account.scope().connection().api().apiKeys(), account.remote());
    this.sources = new KeySources(services.secrets(), pass, account, keys);
    this.schedule = scheduleOf(pass.resource());
    this.now = time(services.clock());
  }

  /** Reads the keys from the Secrets, and confirms them with the server if status does not. */
  void read() {
    var copies = secrets.copies(pass, present);
    ring = new KeyReader(secrets, keys, pass).read(account, copies);
    unwritten = present == null ? null : copies;
    if (present != null && pass.draft().apiKey == null && ring.current() != null) {
      HandledActions.remembered(pass.resource(), present).forEach(pass::handled);
    }
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

  /** Returns the facts for a plan, as they are now. */
  KeyFacts facts() {
    var draft = pass.draft();
    return new KeyFacts(
        KeyRing.fact(ring.current()),
        KeyRing.fact(ring.previous()),
        draft.apiKey,
        draft.pendingKey,
        requests(),
        schedule,
        uid(),
        draft.name,
        Boolean.TRUE.equals(draft.adopted),
        account.withheld(),
        !ClockSkew.tooLarge(account.scope().connection().api().clockSkew()),
        now);
  }

  private KeyFacts.Requests requests() {
    var handled = pass.report().handled();
    return new KeyFacts.Requests(
        ActionAnnotation.ROTATE.pending(pass.resource(), handled).isPresent(),
        ActionAnnotation.REVOKE_NOW.pending(pass.resource(), handled).isPresent(),
        ActionAnnotation.ROTATE.isIn(handled) || ActionAnnotation.REVOKE_NOW.isIn(handled));
  }

  KeyPlan plan() {
    return new KeyPlan(facts());
  }

  RevocationPlan revocationPlan() {
    return new RevocationPlan(facts());
  }

  /** Returns the keys as they are in the Secret, or will be after {@link #publish()}. */
  KeyRing ring() {
    return ring;
  }

  /** Replaces the keys; {@link #publish()} writes them into the Secret. */
  void ring(KeyRing changed) {
    ring = changed;
  }

  KeyRing.Held current() {
    return Objects.requireNonNull(ring.current(), "a first key was created or found");
  }

  /** Returns the current time with the precision of a status. */
  Instant time() {
    return time(services.clock());
  }

  private static Instant time(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Records the server's id of a key that is about to be replaced by the next one. */
  void prove(KeyRing.Held key) {
    var id = keys.idOf(key.value(), key.id());
    pass.draft().apiKey =
        Objects.requireNonNull(pass.draft().apiKey, "status has the key").withId(id);
    ring = new KeyRing(key.withId(id), ring.previous());
  }

  /** Returns the marker of a key of this resource. */
  KeyMarker marker(long sequence) {
    return new KeyMarker(services.clusterId(), uid(), sequence);
  }

  /** Returns the keys of the account that no Secret contains. */
  StrayKeys strays() {
    return new StrayKeys(this, services.clusterId());
  }

  /** Records the intent to create the key with that number, or to search for it. */
  PendingKey intend(long sequence, Map<String, String> actions) {
    var pending = new PendingKey(marker(sequence).text(), actions, null);
    pass.draft().pendingKey = pending;
    return pending;
  }

  /** Returns the uid of the ServiceAccount. */
  String uid() {
    return pass.resource().getMetadata().getUid();
  }

  /** Returns whether the Secret stays as it is because the declaration is rejected. */
  boolean isToStay() {
    return account.rejected() && secrets.holds(pass, account, present, ring);
  }

  /** Writes the keys into the Secret and its copies. */
  void publish() {
    publish(Map.of());
  }

  /**
   * Writes the keys into the Secret and its copies, with the actions that are executed by this.
   *
   * @param actions value by action
   */
  void publish(Map<String, String> actions) {
    var former = pass.draft().secretName;
    var handled = new TreeMap<>(pass.report().handled());
    actions.forEach(
        (action, value) ->
            handled.putAll(ActionAnnotation.valueOf(action).handledWith(handled, value)));
    var copies = unwritten;
    unwritten = null;
    undelivered = secrets.publish(pass, account, ring, handled, copies);
    if (former != null && !former.equals(pass.draft().secretName)) {
      movedFrom = former;
    }
  }

  /** Reads the Secret again before a write, because it may have changed since the first read. */
  void readAgain() {
    unwritten = null;
  }

  /** Updates the keys in status to those in the Secret. */
  void note() {
    pass.draft().apiKey = new KeyReport(facts(), movedFrom).state();
  }

  /** Returns the previous key, which is not revoked yet. */
  @Nullable PreviousKey outstanding() {
    var state = pass.draft().apiKey;
    return state == null ? null : state.previous();
  }

  /** Returns the pending action annotations about keys, as value by action. */
  Map<String, String> actions() {
    var actions = new TreeMap<String, String>();
    for (var action : List.of(ActionAnnotation.ROTATE, ActionAnnotation.REVOKE_NOW)) {
      action
          .pending(pass.resource(), pass.report().handled())
          .ifPresent(value -> actions.put(action.name(), value));
    }
    return actions;
  }

  void handled(String action, String value) {
    pass.handled(ActionAnnotation.valueOf(action), value);
  }

  /** Requeues the resource at that time if it has not passed. */
  void requeueAt(@Nullable Instant time) {
    if (time != null && time.isAfter(now) && (requeueAt == null || time.isBefore(requeueAt))) {
      requeueAt = time;
    }
  }

  /** Requeues the resource when the next rotation is due. */
  void requeueForRotation() {
    requeueAt(schedule.rotatesAt(current().createdAt(), facts().seed()).orElse(null));
  }

  void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Requeues the resource with a growing delay. */
  void requeueWithBackoff() {
    waiting = true;
  }

  void emit(String reason, String message) {
    services.events().normal(pass.resource(), reason, message);
  }

  void emitWarning(String reason, String message) {
    services.events().warning(pass.resource(), reason, message);
  }

  /** Returns the result of a reconciliation that did everything that is possible now. */
  ReconcileResult result() {
    if (!undelivered.isEmpty()) {
      return Deliveries.result(undelivered, pass.namespace());
    }
    var ready =
        ReconcileResult.ready(
            "Secret "
                + pass.draft().secretName
                + " contains an API key of "
                + pass.draft().name
                + ".");
    return waiting
        ? ready.requeueWithBackoff()
        : ready.requeueAt(requeueAt, services.clock().instant());
  }

  /** Returns the namespaces with copies of the Secret whose pods the operator can list. */
  List<String> deliveredTo() {
    return pass.draft().deliveredTo.stream()
        .filter(services.namespaces().watched()::contains)
        .toList();
  }

  /** Returns the namespaces with copies of the Secret that the operator does not watch any more. */
  List<String> deliveredBeyond() {
    return pass.draft().deliveredTo.stream()
        .filter(namespace -> !services.namespaces().watched().contains(namespace))
        .toList();
  }
}
