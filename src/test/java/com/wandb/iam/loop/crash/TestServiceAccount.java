package com.wandb.iam.loop.crash;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One ServiceAccount, its account on the server, and its Secret. */
public final class TestServiceAccount {
  /** Longest wait for an expected state. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Wait in which a change would become visible. */
  public static final Duration SHORTLY = Duration.ofSeconds(1);

  private static final Duration PERIOD = Duration.ofMillis(150);
  private static final String BY_HAND = "by hand";

  /** Codes for a Secret that is deleted or immutable. */
  private static final Set<Integer> CANNOT_BE_EDITED = Set.of(404, 422);

  private final KeySite site;
  private final String name;
  private final String fate;
  private final TestServiceAccountObjects objects;
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final Set<String> endedInApp = ConcurrentHashMap.newKeySet();
  private volatile String secret;
  private boolean shortOverlap;
  private boolean imports;
  private boolean delivers;
  private boolean netrc;
  private long sequence;
  private String given = "";
  private String givenFor = "";

  TestServiceAccount(KeySite site, String name, String fate) {
    this.site = site;
    this.name = name;
    this.fate = fate;
    this.secret = name + "-wandb";
    this.objects = new TestServiceAccountObjects(site, name);
  }

  String name() {
    return name;
  }

  KeySite site() {
    return site;
  }

  /** Returns the declared name of its Secret. */
  String secretName() {
    return secret;
  }

  boolean isDelivered() {
    return delivers;
  }

  private String source() {
    return name + "-first";
  }

  /** Applies the current declaration. */
  void apply() {
    var apiKey =
        (shortOverlap ? "rotation: {every: 720h, overlap: 1s}" : "")
            + (shortOverlap && imports ? ", " : "")
            + (imports ? "importFrom: {secretRef: {name: " + source() + "}}" : "");
    site.apply(
        """
        apiVersion: iam.wandb.com/v1alpha1
        kind: ServiceAccount
        metadata: {name: %s, namespace: %s}
        spec:
          teamRef: {name: %s}
          secret: {name: %s, netrc: %s, deliverTo: [%s]}
        %s\
        """
            .formatted(
                name,
                site.namespace(),
                KeySite.TEAM,
                secret,
                netrc,
                delivers ? CrashWorld.ELSEWHERE : "",
                apiKey.isEmpty() ? "" : "  apiKey: {" + apiKey + "}\n"));
  }

  /** Returns whether a user must create a key, because the earlier one is no longer valid. */
  boolean needsKey() {
    return !site.world().isLive(given) || !site.world().idOf(name).equals(Optional.of(givenFor));
  }

  /** Creates a key for its account in the W&B App, and stores it in the import Secret. */
  void giveKey() {
    var id = site.world().idOf(name).orElseThrow();
    given = site.world().issueKeyInApp(id, BY_HAND);
    givenFor = id;
    site.crashes()
        .client()
        .resource(
            Scenario.secret(
                site.namespace(),
                source(),
                Map.of("iam.wandb.com/source", "true"),
                Map.of("apiKey", given)))
        .forceConflicts()
        .serverSideApply();
    imports = true;
  }

  /** Creates the account, and a key for it as a user does. */
  void createWithKey() {
    apply();
    await("make", TestServiceAccountState::asksForImport);
    giveKey();
  }

  /** Waits until a key is in its Secret. */
  public void ready() {
    if (site.isHashed()) {
      createWithKey();
    }
    apply();
    await("be ready", TestServiceAccountState::isSettled);
    sequence = now().sequence();
  }

  /** Shortens the overlap of the previous key. */
  void overlapsShortly(boolean on) {
    shortOverlap = on;
  }

  void writesNetrc(boolean on) {
    netrc = on;
  }

  void deliversElsewhere(boolean on) {
    delivers = on;
  }

  void movesTo(String suffix) {
    secret = name + suffix;
  }

  /**
   * Revokes its previous key in the W&B App without an action annotation. The key may stay in the
   * Secret until the overlap ends.
   */
  void endInApp(String key) {
    endedInApp.add(key);
    site.world().revokeSecret(key);
  }

  boolean wasEndedInApp(String key) {
    return endedInApp.contains(key);
  }

  boolean hasMoreKeysThan(TestServiceAccountState observed) {
    return observed.sequence() > sequence;
  }

  void order(String order, String value) {
    patch(
        WandbServiceAccount.class,
        name,
        "{\"metadata\":{\"annotations\":{\"iam.wandb.com/%s\":\"%s\"}}}".formatted(order, value));
  }

  /**
   * Edits its Secret, if it exists.
   *
   * @param patch a merge patch
   */
  void editSecret(String patch) {
    if (now().secret().isPresent()) {
      patch(Secret.class, secret, patch);
    }
  }

  private void patch(Class<? extends HasMetadata> kind, String which, String patch) {
    try {
      site.crashes()
          .client()
          .resources(kind)
          .inNamespace(site.namespace())
          .withName(which)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    } catch (KubernetesClientException refused) {
      if (!CANNOT_BE_EDITED.contains(refused.getCode())) {
        throw refused;
      }
    }
  }

  /** Recreates a Secret in a former state, as a restored backup does. */
  void putBack(Secret before) {
    deleteSecret();
    before.getMetadata().setResourceVersion(null);
    before.getMetadata().setUid(null);
    before.getMetadata().setManagedFields(null);
    site.crashes().client().resource(before).forceConflicts().serverSideApply();
  }

  void deleteSecret() {
    site.crashes().client().secrets().inNamespace(site.namespace()).withName(secret).delete();
  }

  void delete() {
    site.crashes()
        .client()
        .resources(WandbServiceAccount.class)
        .inNamespace(site.namespace())
        .withName(name)
        .delete();
  }

  /** Returns the latest state from the watch. */
  TestServiceAccountState fromWatch() {
    var crashes = site.crashes();
    return new TestServiceAccountState(
        this,
        crashes.fromWatch(site.namespace(), name),
        crashes.secretFromWatch(site.namespace(), secret),
        crashes.secretFromWatch(CrashWorld.ELSEWHERE, secret));
  }

  /** Returns the current state from the API server. */
  TestServiceAccountState now() {
    var crashes = site.crashes();
    return new TestServiceAccountState(
        this,
        crashes.get(WandbServiceAccount.class, site.namespace(), name),
        crashes.get(Secret.class, site.namespace(), secret),
        crashes.get(Secret.class, CrashWorld.ELSEWHERE, secret));
  }

  /**
   * Returns whether the condition is true. Checks the state from the watch first, because this
   * needs no request.
   */
  boolean is(Predicate<TestServiceAccountState> so) {
    return so.test(fromWatch()) && so.test(now());
  }

  /** Waits until the condition is true. */
  void await(String what, Predicate<TestServiceAccountState> so) {
    awaitTrue(what, () -> is(so));
  }

  /** Returns whether the condition becomes true within that time. */
  boolean becomes(Predicate<TestServiceAccountState> so, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!is(so)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      // Part of the state is on the W&B server, which reports no changes.
      LockSupport.parkNanos(PERIOD.toNanos());
    }
    return true;
  }

  /** Waits until the condition is true, or until the operator is dead for this account. */
  void awaitOrDeath(String what, Predicate<TestServiceAccountState> so) {
    awaitTrue(what + " or death", () -> isDead() || is(so));
  }

  private void awaitTrue(String what, Callable<Boolean> so) {
    try {
      Awaitility.await(what).atMost(PATIENCE).pollInterval(PERIOD).until(so);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(this + " did not come to: " + what + ": " + report().whole(), late);
    }
  }

  /** Records an operation on this account. */
  void note(String what) {
    notes.add(Instant.now() + " " + what);
  }

  /** Returns the recorded operations with their times. */
  List<String> notes() {
    return notes;
  }

  TestServiceAccountReport report() {
    return new TestServiceAccountReport(this);
  }

  /** Returns the keys and Secrets that the operator made for it. */
  TestServiceAccountObjects objects() {
    return objects;
  }

  /**
   * Counts the operator's writes about this account.
   *
   * @param number of the write at which the operator dies, 0 for none
   */
  void arm(int number, Writes.Moment moment) {
    site.crashes().writes().arm(name, number, moment);
  }

  List<String> writes() {
    return site.crashes().writes().seen(name);
  }

  boolean isDead() {
    return site.crashes().writes().isDead(name);
  }

  @Override
  public String toString() {
    return name + " (" + fate + ") on " + site.version().text();
  }
}
