package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.reconcile.ActionAnnotation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The executed action annotations about keys, as recorded on the Secret. They must not be executed
 * again if a backup restores the resource without its status.
 */
final class HandledActions {
  private static final String PREFIX = "iam.wandb.com/handled-";
  private static final List<ActionAnnotation> ABOUT_KEYS =
      List.of(ActionAnnotation.ROTATE, ActionAnnotation.REVOKE_NOW);

  private HandledActions() {}

  /** Returns the annotations for the Secret, with fingerprints because a value may be long. */
  static Map<String, String> annotations(Map<String, String> handled) {
    var all = new TreeMap<String, String>();
    for (var action : ABOUT_KEYS) {
      action
          .valueIn(handled)
          .ifPresent(value -> all.put(annotation(action), Fingerprint.of(value)));
    }
    return all;
  }

  /**
   * Returns the action annotations on a resource that its Secret records as executed.
   *
   * @return value by action
   */
  static Map<ActionAnnotation, String> remembered(HasMetadata resource, HasMetadata secret) {
    var annotations = secret.getMetadata().getAnnotations();
    var found = new TreeMap<ActionAnnotation, String>();
    for (var action : ABOUT_KEYS) {
      action
          .given(resource)
          .filter(
              value ->
                  annotations != null
                      && Fingerprint.of(value).equals(annotations.get(annotation(action))))
          .ifPresent(value -> found.put(action, value));
    }
    return found;
  }

  private static String annotation(ActionAnnotation action) {
    return action.annotation().replace("iam.wandb.com/", PREFIX);
  }
}
