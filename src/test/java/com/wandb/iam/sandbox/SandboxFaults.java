package com.wandb.iam.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Pending faults. The first rule that matches a request and has strikes left is used. */
public final class SandboxFaults {
  /** Strikes every time. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  /** A rule in its current state. */
  public record Rule(String operations, SandboxFault fault, int timesLeft) {}

  private static final class Waiting {
    final String text;
    final Optional<String> caller;
    final Pattern operations;
    final SandboxFault fault;
    int left;

    Waiting(String text, Optional<String> caller, SandboxFault fault, int left) {
      this.text = text;
      this.caller = caller;
      this.operations = Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
      this.fault = fault;
      this.left = left;
    }

    boolean fits(List<String> names, Optional<String> account) {
      return (caller.isEmpty() || caller.equals(account))
          && names.stream().anyMatch(name -> operations.matcher(name).matches());
    }
  }

  private final List<Waiting> rules = new ArrayList<>();

  /**
   * Adds a fault for the next matching requests.
   *
   * @param operations a name such as {@code scim.users.list} or {@code
   *     graphql.createServiceAccount}; {@code *} matches anything
   */
  public SandboxFaults add(String operations, SandboxFault fault, int times) {
    return add(Optional.empty(), operations, fault, times);
  }

  /**
   * Adds a fault for the next matching requests of one account.
   *
   * @param caller the account's name
   */
  public SandboxFaults addFor(String caller, String operations, SandboxFault fault, int times) {
    return add(Optional.of(caller), operations, fault, times);
  }

  private synchronized SandboxFaults add(
      Optional<String> caller, String operations, SandboxFault fault, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1");
    }
    rules.add(new Waiting(operations, caller, fault, times));
    return this;
  }

  /** Strikes once. */
  public SandboxFaults once(String operations, SandboxFault fault) {
    return add(operations, fault, 1);
  }

  /** Strikes until {@link #clear}. */
  public SandboxFaults always(String operations, SandboxFault fault) {
    return add(operations, fault, ALWAYS);
  }

  public synchronized void clear() {
    rules.clear();
  }

  /** Returns the rules with strikes left. */
  public synchronized List<Rule> rules() {
    return rules.stream().map(rule -> new Rule(rule.text, rule.fault, rule.left)).toList();
  }

  synchronized Optional<SandboxFault> strike(List<String> operations, Optional<String> caller) {
    for (Iterator<Waiting> i = rules.iterator(); i.hasNext(); ) {
      Waiting rule = i.next();
      if (rule.fits(operations, caller)) {
        if (rule.left != ALWAYS && --rule.left == 0) {
          i.remove();
        }
        return Optional.of(rule.fault);
      }
    }
    return Optional.empty();
  }
}
