package com.wandb.iam.sandbox.state;

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
public final class ProjectState {
  public static final String REGISTRY_PREFIX = "wandb-registry-";

  public final long number;
  public final String entityName;
  public final Instant created;
  public String name;
  public @Nullable String description;
  public String access;
  public boolean allowAllArtifactTypes = true;
  public List<String> artifactTypes = new ArrayList<>();

  /** Roles by account number. */
  public final Map<Long, String> users = new LinkedHashMap<>();

  /** Roles by team number. */
  public final Map<Long, String> teams = new LinkedHashMap<>();

  public Instant modified;

  ProjectState(long number, String entityName, String name, String access, Instant created) {
    this.number = number;
    this.entityName = entityName;
    this.name = name;
    this.access = access;
    this.created = created;
    this.modified = created;
  }

  public String id() {
    return WireId.of("Project", number);
  }

  boolean isRegistry() {
    return name.startsWith(REGISTRY_PREFIX);
  }

  public String registryName() {
    return name.substring(REGISTRY_PREFIX.length());
  }
}
