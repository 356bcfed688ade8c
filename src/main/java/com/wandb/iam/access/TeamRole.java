package com.wandb.iam.access;

/**
 * Role of a user in one team. The three built-in roles exist on every W&amp;B server. Every other
 * name is a custom role of the organization.
 */
public sealed interface TeamRole {

  /**
   * Returns the name in manifests and messages, such as {@code Admin}, {@code Viewer} or {@code
   * run-janitor}.
   */
  String displayName();

  /** Returns whether the role requires an Enterprise licence (rule licence). */
  default boolean enterpriseOnly() {
    return this != BuiltIn.ADMIN && this != BuiltIn.MEMBER;
  }

  /**
   * Returns the role with that name. A name that is not built-in is the name of a custom role.
   *
   * @param name as written in a manifest: built-in names start with a capital letter
   */
  static TeamRole named(String name) {
    for (var builtIn : BuiltIn.values()) {
      if (builtIn.displayName().equals(name)) {
        return builtIn;
      }
    }
    return new Custom(name);
  }

  /** Roles that exist on every W&amp;B server. */
  enum BuiltIn implements TeamRole {
    ADMIN("Admin"),
    MEMBER("Member"),
    VIEWER("Viewer");

    private final String displayName;

    BuiltIn(String displayName) {
      this.displayName = displayName;
    }

    @Override
    public String displayName() {
      return displayName;
    }
  }

  /**
   * Custom role of the organization (requires Enterprise).
   *
   * @param displayName its name on the W&amp;B server
   */
  record Custom(String displayName) implements TeamRole {}
}
