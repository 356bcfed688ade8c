package com.wandb.iam.access;

/** The rules that a request is judged by. The id is stable; people find the rule by it. */
public enum Rule {
  /** A team is never left without an admin: nobody could let people in again (W&amp;B, Teams). */
  LAST_ADMIN("last-admin", "a team is never left without an admin"),
  /** The operator does not take away its own access: nothing would be managed any more. */
  OWN_IDENTITY("own-identity", "the operator never removes or demotes its own identity"),
  /** Service accounts are not managed as people. */
  PEOPLE_ONLY("people-only", "memberships are for people: a service account has its own resource"),
  /** A namespace reaches only what the server's tenants let it. */
  TENANCY("tenancy", "one entry of the server's tenants must allow the whole request");

  private final String id;
  private final String sentence;

  Rule(String id, String sentence) {
    this.id = id;
    this.sentence = sentence;
  }

  public String id() {
    return id;
  }

  /** The rule as a person would say it. */
  public String sentence() {
    return sentence;
  }
}
