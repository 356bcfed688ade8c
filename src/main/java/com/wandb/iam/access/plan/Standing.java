package com.wandb.iam.access.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Relation between a resource and the object with that name on the W&amp;B server. The protocol is
 * the same for teams, service accounts and custom roles: the id in status first, then the signed id
 * of a restored backup, then the name. An object is created only after the name was found free and
 * status has recorded the intent, because a process can stop between the request and the response.
 * The name is searched before the intent is recorded, so that an object of another client is never
 * covered by an intent that was recorded while the object existed already.
 */
public sealed interface Standing {
  /** Tolerated difference between the clocks of the operator and of the server. */
  Duration TOLERANCE = Duration.ofMinutes(5);

  /** Time for which a request of a stopped process can still reach the server. */
  Duration IN_FLIGHT = Duration.ofSeconds(5);

  /**
   * Longest time between the intent and the end of its request: the longest wait for a turn at the
   * request limits, and the longest {@code spec.limits.timeout} of a WandbServer.
   */
  Duration LONGEST_REQUEST = Duration.ofMinutes(1).plusMinutes(5);

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
  record Intent(String name, Instant at) {
    /**
     * Returns whether its request can still create the object. An intent can be much older than
     * this, because a suspended or rejected resource keeps it.
     */
    public boolean isOpen(Instant now) {
      return !now.isAfter(at.plus(LONGEST_REQUEST));
    }

    /** Returns whether its request can have created an object at this time of the server. */
    boolean covers(Instant created) {
      return !created.isBefore(at.minus(TOLERANCE))
          && !created.isAfter(at.plus(LONGEST_REQUEST).plus(TOLERANCE));
    }
  }

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
      boolean adopts,
      Instant now) {
    if (found == null) {
      return new Announce();
    }
    var owner = owner(name, intent, found, clocksAgree, now);
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
      return owner(name, intent, found, clocksAgree, now);
    }
    var left = intent == null ? Duration.ZERO : Duration.between(now, intent.at().plus(IN_FLIGHT));
    return left.isPositive() ? new WaitForArrival(left) : new Nothing();
  }

  /**
   * Returns whether an earlier reconciliation created the object: {@link Ours}, {@link Nothing} or
   * {@link WaitForClocks}. An intent proves nothing about objects that its request cannot have
   * created, or else it would claim whatever another client creates with that name later. If the
   * server never reports creation times, an open intent is the best evidence, because the name was
   * free before it was recorded.
   */
  static Standing owner(
      String name, @Nullable Intent intent, Found found, boolean clocksAgree, Instant now) {
    if (intent == null || !name.equals(intent.name())) {
      return new Nothing();
    }
    if (found.created() == null) {
      return !found.reportsCreation() && intent.isOpen(now) ? new Ours() : new Nothing();
    }
    if (!clocksAgree) {
      return new WaitForClocks();
    }
    return intent.covers(found.created()) ? new Ours() : new Nothing();
  }
}
