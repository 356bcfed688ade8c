package com.wandb.iam.reconcile;

import com.wandb.iam.access.plan.Fingerprint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Action annotations. The operator executes each value once and records it in {@code
 * status.handled}. The same value again, for example from a copy in Git, does nothing.
 */
public enum ActionAnnotation {
  /** Syncs the server and reconciles the resource now. */
  RECONCILE("reconcile"),
  /** Approves the held plan that has this hash. */
  APPROVE_PLAN("approve-plan"),
  /** Confirms that the team is deleted. The value is the team's name. */
  CONFIRM_DELETE("confirm-delete"),
  /** Accepts another organization at spec.url. The value is the organization's id. */
  ACCEPT_ORGANIZATION("accept-organization"),
  /** Creates a new key. The previous key stays valid for the overlap. */
  ROTATE("rotate"),
  /**
   * Creates a new key and revokes all others of the resource immediately, because one may have
   * leaked. All others of the account, if the operator created it.
   */
  REVOKE_NOW("revoke-now"),
  /** Releases the resource without a change on the server. */
  ABANDON("abandon");

  private static final String PREFIX = "iam.wandb.com/";

  /** The longest value that the schema allows in status. */
  private static final int LONGEST = 1024;

  private final String name;

  ActionAnnotation(String name) {
    this.name = name;
  }

  /** Returns the name of the annotation with its prefix. */
  public String annotation() {
    return PREFIX + name;
  }

  /**
   * Returns the value of the annotation, executed or not. Returns a hash of a value that is too
   * long for status.
   */
  public Optional<String> given(HasMetadata resource) {
    var annotations = resource.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(annotation()))
            .map(value -> value.length() <= LONGEST ? value : Fingerprint.of(value));
  }

  /** Returns the value of the annotation if it was not executed yet. */
  public Optional<String> pending(HasMetadata resource, Map<String, String> handled) {
    return given(resource).filter(value -> !value.equals(handled.get(name)));
  }

  /** Returns whether any value was executed. */
  public boolean isIn(Map<String, String> handled) {
    return handled.containsKey(name);
  }

  /** Returns the value that was executed last. */
  public Optional<String> valueIn(Map<String, String> handled) {
    return Optional.ofNullable(handled.get(name));
  }

  /** Returns the handled values with this one added. */
  public Map<String, String> handledWith(Map<String, String> handled, String value) {
    var all = new TreeMap<>(handled);
    all.put(name, value);
    return all;
  }
}
