package com.wandb.iam.loop.mock;

import com.wandb.iam.access.ProjectVisibility;
import com.wandb.iam.access.TeamRole;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.RemoteProject;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Steps of a case for the W&amp;B server. */
record World(FakeWandb fake) {

  /**
   * Executes one step, such as {@code has team vision alice:Admin bob} or {@code has registry
   * models carol:admin}.
   */
  void step(String step, Instant now) {
    var words = List.of(step.split("\\s+"));
    switch (words.getFirst()) {
      case "has" -> has(words.get(1), words.subList(2, words.size()));
      case "loses" -> loses(words.get(1), words.get(2));
      case "renames" -> renames(words.get(1), words.get(2), words.get(3));
      case "replaces" -> fake.replaceTeam(words.get(2));
      case "deactivates" -> fake.deactivated(words.get(2));
      case "version" -> {
        var parts = words.get(1).split("\\.");
        fake.version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
      case "dates" -> fake.madeUser(id(words.get(1)), now);
      case "founded" -> fake.founded(Instant.parse(words.get(1)));
      case "skew" -> fake.skew(Duration.parse("PT" + words.get(1)));
      case "organization" -> fake.organization(words.get(1));
      case "refuses" -> fake.script().fail(beginning(words), error(words.getLast()));
      case "hides" -> fake.hidden(words.get(1).equals("nothing") ? null : id(words.get(1)));
      case "made" -> fake.made(words.get(1), now);
      case "foreign" ->
          fake.keys()
              .made(id(words.get(1)), "wandb-iam-operator cluster=elsewhere resource=other key=7");
      case "issues" -> fake.keys().made(id(words.get(1)), words.get(2));
      case "holds" -> fake.script().pause(words.get(1));
      case "viewer" -> fake.viewer(words.get(1), AccountType.USER);
      case "answers" -> fake.script().clear();
      default -> throw new IllegalArgumentException("no step: " + step);
    }
  }

  private void renames(String what, String name, String other) {
    if (what.equals("team")) {
      fake.renameTeam(name, other);
    } else {
      fake.renameRole(name, other);
    }
  }

  private static String beginning(List<String> words) {
    return String.join(" ", words.subList(1, words.size() - 1));
  }

  private void has(String what, List<String> words) {
    switch (what) {
      case "user", "users" -> words.forEach(this::user);
      case "team" ->
          fake.team(
              words.getFirst(),
              words.stream().skip(1).map(World::member).toArray(RemoteMember[]::new));
      case "robot" -> fake.team(words.getFirst(), Remotes.robot(words.get(1)));
      case "account" -> fake.serviceAccounts().create(words.getFirst(), words.get(1));
      case "registry" -> {
        fake.registry(words.getFirst());
        words.stream()
            .skip(1)
            .map(word -> word.split(":"))
            .forEach(parts -> fake.registryRole(words.getFirst(), parts[0], parts[1]));
      }
      case "role" ->
          fake.role(
              Remotes.role(words.getFirst(), "", words.stream().skip(1).toArray(String[]::new)));
      case "private" -> fake.privateTeam(words.getFirst());
      case "project" -> {
        var parts = words.getFirst().split("/");
        fake.project(
            new RemoteProject(
                parts[0], parts[1], ProjectVisibility.valueOf(words.get(1)), Set.of()));
      }
      default -> throw new IllegalArgumentException("a server has no " + what);
    }
  }

  /** Adds {@code alice}, or {@code id:username:email}. */
  private void user(String text) {
    var parts = text.split(":");
    if (parts.length == 1) {
      fake.user(text);
    } else {
      fake.named(parts[0], parts[1], parts[2]);
    }
  }

  private static RemoteMember member(String text) {
    var parts = text.split(":");
    return Remotes.member(parts[0], TeamRole.named(parts.length == 1 ? "Member" : parts[1]));
  }

  private void loses(String what, String name) {
    switch (what) {
      case "user" -> fake.forgetUser(name);
      case "team" -> fake.forgetTeam(name);
      case "role" -> fake.forgetRole(name);
      case "account" -> fake.forgetUser(id(name));
      case "member" -> {
        var parts = name.split("/");
        fake.forgetMember(parts[0], parts[1]);
      }
      default -> throw new IllegalArgumentException("a server loses no " + what);
    }
  }

  /** Creates a key of an account as a user does. */
  String key(String username) {
    return fake.keys().made(id(username)).reveal();
  }

  private String id(String username) {
    return fake.users().byUsername(username).orElseThrow().id();
  }

  /** Returns the members of a team, as {@code alice:Admin}. */
  TreeSet<String> members(String team) {
    return fake.members(team).entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue().displayName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the roles in a registry, as {@code carol:admin}. */
  TreeSet<String> registry(String registry) {
    return fake.registryRoles(registry).entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  String describe() {
    return fake.teams().list().stream()
        .map(team -> team.name() + members(team.name()))
        .collect(Collectors.joining(" "));
  }

  private static RuntimeException error(String word) {
    var text = "the test says " + word;
    return switch (word) {
      case "Unauthorized" -> new WandbException.Refused(Refusal.UNAUTHENTICATED, text);
      case "Forbidden" -> new WandbException.Refused(Refusal.FORBIDDEN, text);
      case "Licence" -> new WandbException.Refused(Refusal.LICENCE, text);
      case "Seats" -> new WandbException.Refused(Refusal.SEATS, text);
      case "SwitchedOff" -> new WandbException.Refused(Refusal.SWITCHED_OFF, text);
      case "Provider" -> new WandbException.Refused(Refusal.STORAGE_PROVIDER, text);
      case "Bucket" -> new WandbException.Refused(Refusal.BUCKET, text);
      case "Invalid" -> new WandbException.Invalid(text);
      case "Throttled" -> new WandbException.Throttled(text, null);
      case "Exists" -> new WandbException.Conflict(text, false);
      case "Stale" -> new WandbException.Conflict(text, true);
      case "Absent" -> new WandbException.NotFound(text);
      case "Down" -> new WandbException.Unavailable(Outage.CONNECTION, text, false, null, null);
      case "Lost" -> new WandbException.Unavailable(Outage.TIMEOUT, text, true, null, null);
      case "ScimNotRouted" ->
          new WandbException.Unavailable(Outage.SCIM_NOT_ROUTED, text, false, null, null);
      case "Fault" -> new IllegalStateException(text);
      default -> throw new IllegalArgumentException("no error " + word);
    };
  }
}
