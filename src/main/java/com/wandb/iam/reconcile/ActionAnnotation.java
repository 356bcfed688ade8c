package com.wandb.iam.reconcile;

import com.wandb.iam.access.plan.Fingerprint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Orders that a person gives by annotation. Each is carried out once: its value is echoed in {@code
 * status.handled}, and the same value again, as a copy in Git brings it, does nothing.
 */
public enum ActionAnnotation {
  /** Look at the server and at this resource now. */
  RECONCILE("reconcile"),
  /** The held plan of that hash may be carried out. */
  APPROVE_PLAN("approve-plan"),
  /** The team may be deleted; the value is its name. */
  CONFIRM_DELETE("confirm-delete"),
  /** The organization behind the address may be another one; the value is its id. */
  ACCEPT_ORGANIZATION("accept-organization"),
  /** Make a new key; the one before goes on for the overlap. */
  ROTATE("rotate"),
  /** Make a new key and revoke the one before at once: somebody may have it. */
  REVOKE_NOW("revoke-now"),
  /** Let the resource go without touching the server. */
  ABANDON("abandon");

  private static final String PREFIX = "iam.wandb.com/";

  /** As much as status takes. */
  private static final int LONGEST = 1024;

  private final String name;

  ActionAnnotation(String name) {
    this.name = name;
  }

  /** The annotation as a person writes it. */
  public String annotation() {
    return PREFIX + name;
  }

  /**
   * The value that was given, whether carried out or not; of one that is longer than status takes,
   * what tells it from others.
   */
  public Optional<String> given(HasMetadata resource) {
    var annotations = resource.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(annotation()))
            .map(value -> value.length() <= LONGEST ? value : Fingerprint.of(value));
  }

  /** The value that was given and is not carried out yet. */
  public Optional<String> pending(HasMetadata resource, Map<String, String> handled) {
    return given(resource).filter(value -> !value.equals(handled.get(name)));
  }

  /** Whether any value was carried out. */
  public boolean isIn(Map<String, String> handled) {
    return handled.containsKey(name);
  }

  /** The value that was carried out last. */
  public Optional<String> valueIn(Map<String, String> handled) {
    return Optional.ofNullable(handled.get(name));
  }

  /** What was handled before, and this value too. */
  public Map<String, String> handledWith(Map<String, String> handled, String value) {
    var all = new TreeMap<>(handled);
    all.put(name, value);
    return all;
  }
}
