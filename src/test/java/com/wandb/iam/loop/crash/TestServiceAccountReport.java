package com.wandb.iam.loop.crash;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Scenario;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Report on a service account that did not reach the expected state. */
record TestServiceAccountReport(TestServiceAccount testAccount) {
  private static final int LAST_LINES = 20;

  /** Returns the whole report. Its first line is a summary, for builds that keep only one line. */
  String whole() {
    var now = testAccount.now();
    var said = testAccount.site().crashes().allLinesAbout(testAccount.name());
    return Stream.of(
            gist(now),
            "threads: " + testAccount.site().crashes().evidence(),
            now.resource().map(Serialization::asYaml).orElse("gone"),
            history(),
            String.join("\n", said.subList(Math.max(0, said.size() - LAST_LINES), said.size())))
        .collect(Collectors.joining("\n"));
  }

  private String gist(TestServiceAccountState now) {
    return "live %d, in the Secret %d, of these live %d, of all accounts %d, Secrets %s, %s, since %s"
        .formatted(
            now.live().size(),
            now.inSecret().size(),
            now.inSecret().stream().filter(testAccount.site().world()::isLive).count(),
            testAccount.objects().liveKeys().size(),
            testAccount.objects().secrets(),
            now.resource().map(TestServiceAccountReport::condition).orElse("gone"),
            testAccount.notes().isEmpty() ? "ever" : testAccount.notes().getLast());
  }

  private static String condition(WandbServiceAccount resource) {
    return (resource.getMetadata().getDeletionTimestamp() == null ? "" : "going, ")
        + Scenario.condition(resource, "Ready")
            .map(
                ready ->
                    "Ready %s %s %s (%s)"
                        .formatted(
                            ready.status(),
                            ready.reason(),
                            ready.lastTransitionTime(),
                            ready.message()))
            .orElse("no condition");
  }

  /**
   * Returns the operations, the resulting changes on the server, the events of the cluster, and the
   * current state.
   */
  String history() {
    var site = testAccount.site();
    var told = site.crashes().chronicle().of(testAccount.name(), site.crashes()::idOfKey);
    var keys =
        testAccount.objects().liveKeys().stream()
            .map(key -> key + " " + key.description().orElse("first"));
    return Stream.of(
            Stream.of(testAccount.notes().stream(), told.stream(), writes())
                .flatMap(lines -> lines)
                .sorted(),
            Stream.of("account: " + site.world().idOf(testAccount.name()).orElse("none")),
            keys)
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  private Stream<String> writes() {
    var site = testAccount.site();
    return site.sandbox().journal().writes(0).stream()
        .filter(one -> site.matter(one.path() + one.body()).equals(Optional.of(testAccount.name())))
        .map(
            one ->
                "%s %s %s %d %s"
                    .formatted(
                        one.at(),
                        one.operations(),
                        one.fault().orElse(""),
                        one.status(),
                        one.body().replaceFirst(".*\"variables\"", "")));
  }
}
