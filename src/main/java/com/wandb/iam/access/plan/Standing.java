package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Relation between a resource and the object with that name on the W&amp;B server. The protocol is
 * the same for teams, service accounts and custom roles: the id in status first, then the signed id
 * of a restored backup, then the name. An object is created only after status has recorded the
 * intent, because a process can stop between the request and the response.
 */
public sealed interface Standing {
  /** Tolerated difference between the clocks of the operator and of the server. */
  Duration TOLERANCE = Duration.ofMinutes(5);

  /** Time for which a request of a stopped process can still reach the server. */
  Duration IN_FLIGHT = Duration.ofSeconds(5);

  /** Status has the id of the object. */
  record Bound() implements Standing {}

  /** Status has the id of an object with another name: the identity is lost. */
  record Renamed() implements Standing {}

  /** Status has the id of an object that was deleted on the server. */
  record Deleted() implements Standing {}

  /**
   * A restored backup has the id of the object.
   *
   * @param adopted whether the object is older than the resource
   */
  record Restored(boolean adopted) implements Standing {}

  /** An earlier reconciliation created the object and could not record its id. */
  record Ours() implements Standing {}

  /** The object is older than the resource, and the resource may adopt it. */
  record Adopt() implements Standing {}

  /** The object is older than the resource, and the resource must not adopt it. */
  record Refused() implements Standing {}

  /** No object has the name: record the intent, then create the object. */
  record Announce() implements Standing {}

  /** The clocks differ too much to compare the intent with the creation of the object. */
  record WaitForClocks() implements Standing {}

  /** A request that an earlier reconciliation sent can still create the object. */
  record WaitForArrival(Duration left) implements Standing {}

  /** Nothing on the server belongs to the resource. */
  record Nothing() implements Standing {}

  /** Intent to create an object, as recorded in status. */
  record Intent(String name, Instant at) {}

  /**
   * Object of the declared name on the server.
   *
   * @param created null if the server does not report the creation time
   * @param reportsCreation whether the server reports creation times of this kind at all
   */
  record Found(@Nullable Instant created, boolean reportsCreation) {}

  /**
   * Returns the standing of a resource with an id in status.
   *
   * @param actual the name of the object with that id; null if there is no such object
   */
  static Standing bound(String name, @Nullable String actual) {
    if (actual == null) {
      return new Deleted();
    }
    return actual.equals(name) ? new Bound() : new Renamed();
  }

  /**
   * Returns the standing of a resource without id in status and with one in a restored backup; an
   * object that was renamed or deleted since does not count.
   *
   * @param actual the name of the object with that id; null if there is no such object
   * @param created whether the operator created the object
   */
  static Standing restored(String name, @Nullable String actual, boolean created) {
    return name.equals(actual) ? new Restored(!created) : new Nothing();
  }

  /**
   * Returns the standing of a resource without any id.
   *
   * @param found the object of the declared name; null if there is none
   * @param adopts whether the resource may adopt an older object
   */
  static Standing named(
      String name,
      @Nullable Intent intent,
      @Nullable Found found,
      boolean clocksAgree,
      boolean adopts) {
    if (found == null) {
      return new Announce();
    }
    var owner = owner(name, intent, found, clocksAgree);
    if (!(owner instanceof Nothing)) {
      return owner;
    }
    return adopts ? new Adopt() : new Refused();
  }

  /**
   * Returns the standing of a resource without any id that is being deleted: {@link Ours}, {@link
   * Nothing} or a wait, because an object that arrives later would be left behind.
   *
   * @param found the object of the declared name; null if there is none
   */
  static Standing deleting(
      String name,
      @Nullable Intent intent,
      @Nullable Found found,
      boolean clocksAgree,
      Instant now) {
    if (found != null) {
      return owner(name, intent, found, clocksAgree);
    }
    var left = intent == null ? Duration.ZERO : Duration.between(now, intent.at().plus(IN_FLIGHT));
    return left.isPositive() ? new WaitForArrival(left) : new Nothing();
  }

  /**
   * Returns whether an earlier reconciliation created the object: {@link Ours}, {@link Nothing} or
   * {@link WaitForClocks}. If the server never reports creation times, the intent is the best
   * evidence, because the name was free after it had been recorded.
   */
  static Standing owner(String name, @Nullable Intent intent, Found found, boolean clocksAgree) {
    if (intent == null || !name.equals(intent.name())) {
      return new Nothing();
    }
    if (found.created() == null) {
      return found.reportsCreation() ? new Nothing() : new Ours();
    }
    if (!clocksAgree) {
      return new WaitForClocks();
    }
    return found.created().isBefore(intent.at().minus(TOLERANCE)) ? new Nothing() : new Ours();
  }
}
