package com.wandb.iam.loop.chaos;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.state.TeamHistory.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happened to a team of a chaos run before a moment: its states, and all requests about it.
 */
final class TeamStory {
  private static final Duration BEFORE = Duration.ofSeconds(12);

  private TeamStory() {}

  /** Returns the states and requests before that moment, oldest first. */
  static String until(Sandbox sandbox, Moment moment) {
    var states =
        sandbox.history().moments().stream()
            .filter(one -> one.team().equals(moment.team()) && isBefore(one.at(), moment))
            .map(one -> one.at() + " == " + (one.deleted() ? "deleted" : one.roles()));
    var about = about(sandbox, moment);
    var requests =
        sandbox.journal().entries().stream()
            .filter(entry -> isBefore(entry.at(), moment) && isAbout(entry, about))
            .map(entry -> entry.at() + " " + told(entry));
    return Stream.concat(states, requests).sorted().collect(Collectors.joining("\n"));
  }

  private static boolean isBefore(Instant at, Moment moment) {
    return !at.isBefore(moment.at().minus(BEFORE)) && !at.isAfter(moment.at().plusMillis(500));
  }

  /** Returns the names and ids by which requests mention the team and its users. */
  private static Set<String> about(Sandbox sandbox, Moment moment) {
    var names =
        sandbox.history().moments().stream()
            .filter(one -> one.team().equals(moment.team()))
            .flatMap(one -> one.roles().keySet().stream())
            .distinct()
            .toList();
    return Stream.of(
            List.of(moment.team(), moment.teamId()),
            names,
            names.stream().flatMap(name -> sandbox.world().idOf(name).stream()).toList())
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  private static boolean isAbout(SandboxJournal.Entry entry, Set<String> about) {
    var text = (entry.path() + entry.body()).replace("%3D", "=");
    return about.stream().anyMatch(text::contains);
  }

  private static String told(SandboxJournal.Entry entry) {
    return "request %d of %s, trace %s: %s %s: %s%s %s"
        .formatted(
            entry.sequence(),
            entry.client(),
            entry.requestId().orElse("none"),
            entry.operations(),
            entry.path(),
            entry.status() == 0 ? "no answer" : entry.status(),
            entry.fault().map(fault -> " " + fault).orElse(""),
            entry.body().replaceFirst("(?s).*\"variables\"", ""));
  }
}
