package com.wandb.iam.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A project, or a registry, which is a project of the organization's entity; guarded by the world's
 * lock.
 */
final class ProjectState {
  static final String REGISTRY_PREFIX = "wandb-registry-";

  final long number;
  final String entityName;
  final Instant created;
  String name;
  @Nullable String description;
  String access;
  boolean allowAllArtifactTypes = true;
  List<String> artifactTypes = new ArrayList<>();

  /** Account number to role. */
  final Map<Long, String> users = new LinkedHashMap<>();

  /** Team number to role. */
  final Map<Long, String> teams = new LinkedHashMap<>();

  Instant modified;

  ProjectState(long number, String entityName, String name, String access, Instant created) {
    this.number = number;
    this.entityName = entityName;
    this.name = name;
    this.access = access;
    this.created = created;
    this.modified = created;
  }

  String id() {
    return WireId.of("Project", number);
  }

  boolean isRegistry() {
    return name.startsWith(REGISTRY_PREFIX);
  }

  String registryName() {
    return name.substring(REGISTRY_PREFIX.length());
  }
}
