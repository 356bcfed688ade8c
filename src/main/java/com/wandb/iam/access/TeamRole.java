package com.wandb.iam.access;

/**
 * A role that a person holds in one team. The three built-in ones are W&amp;B's own; every other
 * name is a custom role of the organization.
 */
public sealed interface TeamRole {

  /** The name a person reads and writes: {@code Admin}, {@code Viewer}, {@code run-janitor}. */
  String displayName();

  /** Whether only an Enterprise licence has it (rule licence). */
  default boolean enterpriseOnly() {
    return this != BuiltIn.ADMIN && this != BuiltIn.MEMBER;
  }

  /**
   * The role of that name; a name that is none of the built-in ones is a custom role's.
   *
   * @param name as a manifest has it: built-in names start with a capital
   */
  static TeamRole named(String name) {
    for (var builtIn : BuiltIn.values()) {
      if (builtIn.displayName().equals(name)) {
        return builtIn;
      }
    }
    return new Custom(name);
  }

  /** The roles every W&amp;B Server knows. */
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
   * A role that the organization composed itself (Enterprise).
   *
   * @param displayName its name on the server
   */
  record Custom(String displayName) implements TeamRole {}
}
