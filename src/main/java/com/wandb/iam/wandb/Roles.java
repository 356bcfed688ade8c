package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The custom roles of the organization. Every method may throw any {@link WandbException}. */
public interface Roles {
  /** All custom roles; see {@link Users#list()} for what is never returned. */
  List<RemoteRole> list();

  /** The role with that id, read now. */
  Optional<RemoteRole> byId(String id);

  /**
   * Makes a custom role.
   *
   * @param inheritsViewer true to inherit from Viewer, false from Member
   * @throws WandbException.Conflict where one of that name exists
   */
  RemoteRole create(
      String name, String description, boolean inheritsViewer, Set<String> permissions);

  /**
   * Replaces description, inheritance and added permissions.
   *
   * @param asRead the role as it was read; the write is guarded by its version
   */
  RemoteRole replace(
      RemoteRole asRead, String description, boolean inheritsViewer, Set<String> permissions);

  /** Deletes a role: whoever holds it falls back to what it inherits from. */
  void delete(String id);
}
