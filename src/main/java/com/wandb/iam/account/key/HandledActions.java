package com.wandb.iam.account.key;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.reconcile.ActionAnnotation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which orders about keys were carried out, as the Secret remembers it: a backup that brings back
 * the resource without its status, and the Secret, must not have them carried out again.
 */
final class HandledActions {
  private static final String PREFIX = "iam.wandb.com/handled-";
  private static final List<ActionAnnotation> ABOUT_KEYS =
      List.of(ActionAnnotation.ROTATE, ActionAnnotation.REVOKE_NOW);

  private HandledActions() {}

  /** What stands on the Secret; a value is a person's, and may be long. */
  static Map<String, String> annotations(Map<String, String> handled) {
    var all = new TreeMap<String, String>();
    for (var order : ABOUT_KEYS) {
      order.valueIn(handled).ifPresent(value -> all.put(annotation(order), Fingerprint.of(value)));
    }
    return all;
  }

  /**
   * The orders given on a resource that its Secret says were carried out.
   *
   * @return value by order
   */
  static Map<ActionAnnotation, String> remembered(HasMetadata resource, HasMetadata secret) {
    var annotations = secret.getMetadata().getAnnotations();
    var found = new TreeMap<ActionAnnotation, String>();
    for (var order : ABOUT_KEYS) {
      order
          .given(resource)
          .filter(
              value ->
                  annotations != null
                      && Fingerprint.of(value).equals(annotations.get(annotation(order))))
          .ifPresent(value -> found.put(order, value));
    }
    return found;
  }

  private static String annotation(ActionAnnotation order) {
    return order.annotation().replace("iam.wandb.com/", PREFIX);
  }
}
