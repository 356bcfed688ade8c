package com.wandb.iam.wandb;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Operations on the custom roles of the organization. Every method may throw any {@link
 * WandbException}.
 */
public interface Roles {
  /** Lists all custom roles. Never returns an incomplete list; see {@link Users#list()}. */
  List<RemoteRole> list();

  /** Reads the role with that id from the server. */
  Optional<RemoteRole> byId(String id);

  /**
   * Creates a custom role.
   *
   * @param inheritsViewer true to inherit from Viewer, false to inherit from Member
   * @throws WandbException.Conflict if a role with that name exists
   */
  RemoteRole create(
      String name, String description, boolean inheritsViewer, Set<String> permissions);

  /**
   * Replaces the description, the inheritance and the added permissions of a role.
   *
   * @param asRead the role as it was read. Its version guards the write.
   * @throws WandbException.Conflict stale, if the role changed since
   */
  RemoteRole replace(
      RemoteRole asRead, String description, boolean inheritsViewer, Set<String> permissions);

  /**
   * Deletes a role. Users with this role get the role that it inherited from. Does nothing if it
   * does not exist.
   */
  void delete(String id);
}
