package com.wandb.iam.access;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Actions of users: the rows of W&amp;B's permission tables, each with its cells. A cell says how
 * far the holder of a role may perform the action. The tables are on the page "Manage teams" of
 * W&amp;B's documentation.
 */
public enum Action {
  ADD_TEAM_MEMBERS(Area.TEAM_SETTINGS, "Add team members", "---X-"),
  REMOVE_TEAM_MEMBERS(Area.TEAM_SETTINGS, "Remove team members", "---X-"),
  MANAGE_TEAM_SETTINGS(Area.TEAM_SETTINGS, "Manage team settings", "---X-"),
  ADD_MODEL_ALIASES(Area.MODEL_REGISTRY, "Add aliases", "-XXX-"),
  ADD_MODELS(Area.MODEL_REGISTRY, "Add models to the registry", "-XXX-"),
  VIEW_MODELS(Area.MODEL_REGISTRY, "View models in the registry", "XXXX-"),
  DOWNLOAD_MODELS(Area.MODEL_REGISTRY, "Download models", "XXXX-"),
  MANAGE_REGISTRY_ADMINS(Area.MODEL_REGISTRY, "Add/Remove Registry Admins", "--XX-"),
  MANAGE_PROTECTED_ALIASES(Area.MODEL_REGISTRY, "Add/Remove Protected Aliases", "--X--"),
  VIEW_REPORTS(Area.REPORTS, "View reports", "XX-X-"),
  CREATE_REPORTS(Area.REPORTS, "Create reports", "-X-X-"),
  EDIT_REPORTS(Area.REPORTS, "Edit reports", "-o-X-"),
  DELETE_REPORTS(Area.REPORTS, "Delete reports", "-o-X-"),
  VIEW_EXPERIMENTS(Area.EXPERIMENTS, "View experiment metadata", "XX-X-"),
  EDIT_WORKSPACES(Area.EXPERIMENTS, "Edit experiment panels and workspaces", "-X-X-"),
  LOG_EXPERIMENTS(Area.EXPERIMENTS, "Log experiments", "-X-X-"),
  DELETE_EXPERIMENTS(Area.EXPERIMENTS, "Delete experiments", "-o-X-"),
  STOP_EXPERIMENTS(Area.EXPERIMENTS, "Stop experiments", "-o-X-"),
  VIEW_ARTIFACTS(Area.ARTIFACTS, "View artifacts", "XX-X-"),
  CREATE_ARTIFACTS(Area.ARTIFACTS, "Create artifacts", "-X-X-"),
  DELETE_ARTIFACTS(Area.ARTIFACTS, "Delete artifacts", "-X-X-"),
  EDIT_ARTIFACT_METADATA(Area.ARTIFACTS, "Edit metadata", "-X-X-"),
  EDIT_ARTIFACT_ALIASES(Area.ARTIFACTS, "Edit aliases", "-X-X-"),
  DELETE_ARTIFACT_ALIASES(Area.ARTIFACTS, "Delete aliases", "-X-X-"),
  DOWNLOAD_ARTIFACTS(Area.ARTIFACTS, "Download artifact", "-X-X-"),
  CONFIGURE_SYSTEM_SETTINGS(Area.SYSTEM_SETTINGS, "Configure system settings", "----X"),
  CREATE_AND_DELETE_TEAMS(Area.SYSTEM_SETTINGS, "Create/delete teams", "----X");

  private final Area area;
  private final String sentence;
  private final Map<Holder, Extent> cells;

  /**
   * @param cells one letter for each {@link Holder}, in their order: {@code -} none, {@code o} own
   *     only, {@code X} all
   */
  Action(Area area, String sentence, String cells) {
    this.area = area;
    this.sentence = sentence;
    this.cells = new EnumMap<>(Holder.class);
    for (var holder : Holder.values()) {
      this.cells.put(holder, extent(cells.charAt(this.cells.size())));
    }
  }

  private static Extent extent(char cell) {
    return switch (cell) {
      case '-' -> Extent.NONE;
      case 'o' -> Extent.OWN;
      case 'X' -> Extent.ALL;
      default -> throw new IllegalArgumentException("no cell: " + cell);
    };
  }

  /** Returns the section of the tables that lists this action. */
  public Area area() {
    return area;
  }

  /** Returns the heading of the row in the documentation. */
  public String sentence() {
    return sentence;
  }

  /** Returns how far the holder may perform this action: one cell of the table. */
  public Extent extent(Holder holder) {
    return Objects.requireNonNull(cells.get(holder));
  }
}
