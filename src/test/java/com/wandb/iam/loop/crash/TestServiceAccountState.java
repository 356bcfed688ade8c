package com.wandb.iam.loop.crash;

import com.wandb.iam.access.plan.KeySchedule;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.world.Scenario;
import com.wandb.iam.sandbox.SandboxWorld;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * State of a service account at one moment.
 *
 * @param resource its ServiceAccount
 * @param secret its Secret under the declared name
 * @param copy of its Secret in another namespace
 */
record TestServiceAccountState(
    TestServiceAccount testAccount,
    Optional<WandbServiceAccount> resource,
    Optional<Secret> secret,
    Optional<Secret> copy) {
  private static final Set<String> ORDERS = Set.of("rotate", "revoke-now");
  private static final Map<String, String> NONE = Map.of();

  /** Returns the key that clients read. */
  Optional<String> current() {
    return secret.flatMap(found -> Secrets.value(found, "WANDB_API_KEY"));
  }

  Optional<String> previous() {
    return secret.flatMap(found -> Secrets.value(found, "WANDB_API_KEY_PREVIOUS"));
  }

  Set<String> inSecret() {
    var keys = new HashSet<String>();
    current().ifPresent(keys::add);
    previous().ifPresent(keys::add);
    return keys;
  }

  private Optional<String> accountId() {
    return testAccount.site().world().idOf(testAccount.name());
  }

  /** Returns the working keys of all its accounts that the operator must manage. */
  Set<String> live() {
    return testAccount.objects().liveKeys().stream()
        .filter(testAccount.objects()::isOurs)
        .map(SandboxWorld.Key::secret)
        .collect(Collectors.toSet());
  }

  private boolean has(String condition, String reason, String status) {
    return resource
        .flatMap(found -> Scenario.condition(found, condition))
        .filter(one -> reason.isEmpty() || reason.equals(one.reason()))
        .filter(one -> status.equals(one.status()))
        .isPresent();
  }

  /** Returns whether the resource exists and is not being deleted. */
  boolean isWanted() {
    return resource.filter(found -> found.getMetadata().getDeletionTimestamp() == null).isPresent();
  }

  boolean isGone() {
    return resource.isEmpty();
  }

  private boolean isCurrent() {
    return resource
        .filter(found -> found.getStatus() != null)
        .filter(
            found ->
                found.getMetadata().getGeneration().equals(found.getStatus().observedGeneration()))
        .isPresent();
  }

  /** Returns whether a user has to create a key. */
  boolean asksForImport() {
    return isWanted()
        && isCurrent()
        && (has("Stalled", "ImportRequired", "True")
            || has("Stalled", "KeyLost", "True")
            || has("Stalled", "KeyInvalid", "True"))
        && accountId().isPresent();
  }

  /** Returns whether status is ready and the Secret has exactly the keys of the server. */
  boolean isSettled() {
    return isWanted()
        && isCurrent()
        && has("Ready", "", "True")
        && isOwn()
        && resource.orElseThrow().getStatus().pendingKey() == null
        && resource.orElseThrow().getStatus().pendingCreate() == null
        && accountId().equals(Optional.ofNullable(resource.orElseThrow().getStatus().id()))
        && current().filter(live()::contains).isPresent()
        && inSecret().stream()
            .filter(key -> live().contains(key) || !testAccount.wasEndedInApp(key))
            .collect(Collectors.toSet())
            .equals(live());
  }

  /**
   * Whether every requested action is executed, or waits as documented: a rotation waits until five
   * minutes after the last one.
   */
  boolean isObeyed() {
    return resource.stream()
        .allMatch(
            found -> {
              var given = Objects.requireNonNullElse(found.getMetadata().getAnnotations(), NONE);
              var handled = found.getStatus().handled();
              return ORDERS.stream()
                  .filter(order -> !(order.equals("rotate") && isPausing(found)))
                  .allMatch(
                      order ->
                          Objects.equals(
                              given.getOrDefault("iam.wandb.com/" + order, handled.get(order)),
                              handled.get(order)));
            });
  }

  private static boolean isPausing(WandbServiceAccount found) {
    var status = found.getStatus();
    var key = status.apiKey();
    boolean executed =
        status.handled().containsKey("rotate") || status.handled().containsKey("revoke-now");
    return executed
        && key != null
        && key.createdAt() != null
        && key.createdAt().plus(KeySchedule.PAUSE).isAfter(Instant.now());
  }

  /**
   * Returns whether status says that the operator created the account, as it does for every test
   * account.
   */
  boolean isOwn() {
    return resource.filter(found -> Boolean.FALSE.equals(found.getStatus().adopted())).isPresent();
  }

  boolean hasPrevious() {
    return previous().isPresent();
  }

  /** Returns the number of the key in status. */
  long sequence() {
    return resource
        .map(found -> found.getStatus().apiKey())
        .map(key -> key.sequence() == null ? 0 : key.sequence())
        .orElse(0L);
  }

  boolean isDelivered() {
    return copy.isPresent() && copy.map(Secret::getData).equals(secret.map(Secret::getData));
  }
}
