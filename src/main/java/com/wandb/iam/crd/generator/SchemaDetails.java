package com.wandb.iam.crd.generator;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/**
 * Sets list types, which have no annotation of their own. Input: one detail per {@code ;}, each
 * {@code field map key …}, {@code field set} or {@code atomic} (the object itself is replaced as a
 * whole, which a set of objects asks for).
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
    if (words[0].equals("atomic")) {
      schema.setXKubernetesMapType("atomic");
      return;
    }
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
