package com.wandb.iam.crd.generator;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/**
 * Sets list types, for which the generator has no annotation. The input has details separated by
 * {@code ;}, each {@code field map key} or {@code field set}. A set can contain only plain values,
 * because server-side apply rejects sets of objects.
 */
public final class SchemaDetails implements SchemaCustomizer.Customizer {

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    for (var detail : input.split(";", -1)) {
      applyOne(schema, detail.trim().split(" +", -1));
    }
    return schema;
  }

  private static void applyOne(JSONSchemaProps schema, String[] words) {
    var list = schema.getProperties().get(words[0]);
    if (list == null) {
      throw new IllegalArgumentException("no such field: " + words[0]);
    }
    list.setXKubernetesListType(words[1]);
    if (words[1].equals("map")) {
      list.setXKubernetesListMapKeys(List.of(words).subList(2, words.length));
    }
  }
}
