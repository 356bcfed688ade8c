package com.wandb.iam.loop.chaos;

import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.loop.crash.CrashSite;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxAccountType;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares declared resources with the cluster, the server and the Secrets. */
record ChaosDeclared(
    ChaosWorld world, List<RandomResource.OfRole> roles, List<TeamFixture> fixtures) {
  private static final String OPERATOR = "wandb-operator";

  void awaitAll() {
    var last = new AtomicReference<List<String>>(List.of());
    try {
      world.awaitTrue(
          "all is as it is declared",
          () -> {
            last.set(world.insist(this::differences));
            return last.get().isEmpty();
          });
    } catch (AssertionError late) {
      throw new AssertionError(
          late.getMessage()
              + "\n"
              + String.join("\n", last.get())
              + "\n"
              + stories()
              + latestLogLines(),
          late);
    }
  }

  /**
   * Returns the history of each leaked key, and of each account that differs from its declaration.
   */
  private String stories() {
    var leaked = leakedKeys(secretsWithKeys());
    var stories = new ArrayList<String>();
    leaked.forEach(key -> stories.add(world.story().historyOfLeaked(key)));
    leaked.stream()
        .flatMap(key -> world.sandbox().world().nameBehind(key.accountId()).stream())
        .distinct()
        .forEach(name -> stories.addAll(world.allLinesAbout(name)));
    return stories.stream().map(story -> story + "\n").collect(Collectors.joining());
  }

  private String latestLogLines() {
    var lines = world.said().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** Returns the declared roles by team and user. */
  Map<String, Map<String, String>> people() {
    return fixtures.stream().collect(Collectors.toMap(TeamFixture::name, ChaosDeclared::people));
  }

  private static Map<String, String> people(TeamFixture fixture) {
    var people = new TreeMap<String, String>();
    fixture
        .members()
        .forEach(group -> group.people().forEach(person -> people.put(person, group.role())));
    return people;
  }

  private List<String> differences() {
    var found = new ArrayList<String>();
    resources(found);
    same("people", people(), actualPeople(), found);
    accounts(found);
    same("roles", declaredRoles(), world.sandbox().world().customRoles(), found);
    buckets(found);
    keys(found);
    return found;
  }

  private static void same(
      String what, Object declared, Object actual, Collection<String> differences) {
    if (!declared.equals(actual)) {
      differences.add(what + ": declared " + declared + ", but is " + actual);
    }
  }

  private void resources(List<String> found) {
    var items =
        Stream.concat(
                roles.stream(), fixtures.stream().flatMap(fixture -> fixture.items().stream()))
            .collect(Collectors.groupingBy(RandomResource::kind));
    items.forEach(
        (kind, declared) -> {
          var stored = new HashMap<String, IamResource<?, ? extends ResourceStatus>>();
          for (var one : world.client().resources(kind).inAnyNamespace().list().getItems()) {
            stored.put(one.getMetadata().getName(), one);
          }
          for (var item : declared) {
            var one = stored.remove(item.name());
            if (item.isWanted() ? one == null || !isDone(one) : one != null) {
              found.add(
                  item
                      + (item.isWanted() ? " is not ready: " : " is not gone: ")
                      + (one == null ? "absent" : one.getStatus()));
            }
          }
          stored.keySet().forEach(name -> found.add("nobody declared " + name));
        });
  }

  private static boolean isDone(IamResource<?, ? extends ResourceStatus> resource) {
    var metadata = resource.getMetadata();
    return metadata.getDeletionTimestamp() == null
        && resource.getStatus() != null
        && metadata.getGeneration().equals(resource.getStatus().observedGeneration())
        && CrashSite.isReady(resource);
  }

  private Map<String, Map<String, String>> actualPeople() {
    var server = world.sandbox().world();
    return server.teams().stream()
        .collect(
            Collectors.toMap(
                team -> team,
                team ->
                    new TreeMap<>(
                        server.members(team).stream()
                            .filter(member -> member.type() == SandboxAccountType.USER)
                            .collect(
                                Collectors.toMap(
                                    SandboxWorld.Member::name, SandboxWorld.Member::role)))));
  }

  /** Compares each account once, including accounts without a team. */
  private void accounts(List<String> found) {
    var actual =
        world.sandbox().world().users().stream()
            .filter(user -> user.type() != SandboxAccountType.USER)
            .map(SandboxWorld.User::username)
            .filter(name -> !name.equals(OPERATOR))
            .sorted()
            .toList();
    var declared =
        fixtures.stream()
            .flatMap(fixture -> fixture.accounts().stream())
            .map(RandomResource::name)
            .sorted()
            .toList();
    same("accounts", declared, actual, found);
  }

  private Map<String, Set<String>> declaredRoles() {
    return roles.stream()
        .collect(Collectors.toMap(RandomResource::name, RandomResource.OfRole::permissions));
  }

  private void buckets(List<String> found) {
    var stores =
        fixtures.stream().map(TeamFixture::store).filter(RandomResource::isWanted).toList();
    var value =
        Optional.ofNullable(
                world
                    .client()
                    .secrets()
                    .inNamespace(world.namespace(0))
                    .withName(ChaosWorld.FILE_STORES)
                    .get())
            .flatMap(secret -> Secrets.value(secret, "GORILLA_SUPPORTED_FILE_STORES"))
            .orElse("");
    var entries = value.isEmpty() ? List.<String>of() : List.of(value.split(","));
    same("entries of the file stores", stores.size(), entries.size(), found);
    stores.stream()
        .filter(
            store ->
                entries.stream()
                    .noneMatch(
                        entry ->
                            entry.contains("/" + store.bucket()) && entry.contains(store.region())))
        .forEach(store -> found.add("no entry is " + store + " in " + store.region()));
    fixtures.stream()
        .filter(
            fixture ->
                world.sandbox().world().bucketOf(fixture.name()).isPresent() != fixture.hasBucket())
        .forEach(fixture -> found.add("the bucket of " + fixture.name() + " is not as declared"));
  }

  /** Checks that all working keys are in declared Secrets, and that all keys in Secrets work. */
  private void keys(List<String> found) {
    var server = world.sandbox().world();
    var secrets = secretsWithKeys();
    same(
        "Secrets",
        fixtures.stream()
            .flatMap(fixture -> fixture.accounts().stream())
            .map(RandomResource.OfAccount::secret)
            .collect(Collectors.toCollection(TreeSet::new)),
        secrets.stream()
            .map(secret -> secret.getMetadata().getName())
            .collect(Collectors.toCollection(TreeSet::new)),
        found);
    secrets.stream()
        .filter(secret -> !server.isLive(value(secret, "WANDB_API_KEY")))
        .forEach(secret -> found.add("no key works of " + secret.getMetadata().getName()));
    leakedKeys(secrets).forEach(key -> found.add("leaked: " + key));
  }

  private List<Secret> secretsWithKeys() {
    return world.client().secrets().inAnyNamespace().list().getItems().stream()
        .filter(secret -> secret.getMetadata().getNamespace().startsWith("tribe-"))
        .filter(secret -> Secrets.value(secret, "WANDB_API_KEY").isPresent())
        .toList();
  }

  private List<SandboxWorld.Key> leakedKeys(List<Secret> secrets) {
    var known =
        secrets.stream()
            .flatMap(
                secret ->
                    Stream.of("WANDB_API_KEY", "WANDB_API_KEY_PREVIOUS")
                        .map(key -> value(secret, key)))
            .collect(Collectors.toSet());
    known.add(world.sandbox().adminKey());
    return world.sandbox().world().keysEverIssued().stream()
        .filter(key -> !key.revoked() && !known.contains(key.secret()))
        .toList();
  }

  private static String value(Secret secret, String key) {
    return Secrets.value(secret, key).orElse("");
  }
}
