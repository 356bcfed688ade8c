package com.wandb.iam.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A team as it was seen on the server: everybody who is in it, without open invitations. */
public record ObservedTeam(Map<String, ObservedMember> members) {
  public ObservedTeam {
    members = Map.copyOf(members);
  }

  /** A team of these members. */
  public static ObservedTeam of(List<ObservedMember> members) {
    return new ObservedTeam(
        members.stream()
            .collect(Collectors.toMap(ObservedMember::userId, Function.identity(), (a, b) -> a)));
  }

  /** The member with that account id. */
  public Optional<ObservedMember> member(String userId) {
    return Optional.ofNullable(members.get(userId));
  }

  /** How many people administer it; service accounts do not count. */
  public long admins() {
    return members.values().stream()
        .filter(member -> member.human() && member.role() == TeamRole.BuiltIn.ADMIN)
        .count();
  }

  /** The team after a step. */
  public ObservedTeam after(Step step) {
    var changed = new HashMap<>(members);
    switch (step) {
      case Step.AddMember add ->
          changed.put(
              add.userId(), new ObservedMember(add.userId(), add.person(), add.role(), true));
      case Step.ChangeRole change ->
          changed.computeIfPresent(
              change.userId(),
              (id, member) -> new ObservedMember(id, member.person(), change.to(), member.human()));
      case Step.RemoveMember removal -> changed.remove(removal.userId());
    }
    return new ObservedTeam(changed);
  }
}
