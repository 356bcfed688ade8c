package com.wandb.iam.loop.mock;

import static org.assertj.core.api.Assertions.fail;

import com.wandb.iam.wandb.FakeWandb;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One case: its initial state, its steps, and the expected result. Steps are separated by {@code
 * ;}. A name such as {@code b/vision} is in a second namespace of the case.
 */
final class Case implements AutoCloseable {
  /** Shorter in mutation tests, which mostly wait in vain. */
  private static final Duration PATIENCE =
      Duration.ofMillis(Long.getLong("wandb.iam.loop.patience", 10_000));

  /** Shorter, because a refusing server is not read completely. */
  private static final Duration WHERE_REFUSED = Duration.ofMillis(200);

  private static final Pattern ACCEPTING = Pattern.compile("accept-organization=([^. ]+)");

  private static final Pattern TIME = Pattern.compile("([+-])([0-9]+[hms])\\b");

  private static final List<String> WRITES =
      List.of(
          "create",
          "delete",
          "add",
          "remove",
          "invite",
          "withdraw",
          "replace",
          "change",
          "generate",
          "revoke");

  private final Loop loop;
  private final FakeKubernetes kubernetes;
  private final CaseObjects objects;
  private final Outcome outcome;
  private final FakeWandb fake;
  private final World world;
  private int before;
  private int tokens;

  Case(Loop loop, String namespace, String server, FakeWandb fake) {
    this.loop = loop;
    this.kubernetes = loop.kubernetes();
    this.objects = new CaseObjects(loop, namespace, server);
    this.fake = fake;
    this.world = new World(fake);
    this.outcome = new Outcome(kubernetes, objects, world, this::writesSince);
  }

  /**
   * Executes the steps, and waits until each declared resource is ready. Adds a WandbServer after
   * the steps for the server itself, unless the steps contain {@code bare}.
   */
  void given(String column) {
    boolean served = column.contains("WandbServer") || column.contains("bare");
    for (var step : steps(column)) {
      if (!served && isOwn(step)) {
        served = true;
        serve("{}");
      }
      step(step);
    }
    if (!served) {
      serve("{}");
    }
    if (!column.contains("bare")) {
      await("WandbServer $SERVER with Ready+*");
    }
    steps(column).stream()
        .filter(Case::isOwn)
        .map(Case::words)
        .filter(words -> !words.getFirst().equals("WandbServer"))
        .forEach(words -> await(words.get(0) + " " + words.get(1) + " with Ready+*"));
  }

  private static boolean isOwn(String step) {
    var kind = words(step).getFirst();
    return Manifests.isKind(kind) && Manifests.isOwn(kind);
  }

  void when(String steps) {
    before = writes().size();
    steps(steps).forEach(this::step);
  }

  void then(String column) {
    await(column);
  }

  private static List<String> steps(String column) {
    return Stream.of(column.split(";")).map(String::strip).filter(step -> !step.isEmpty()).toList();
  }

  private static List<String> words(String step) {
    return List.of(step.split("\\s+"));
  }

  private void step(String step) {
    var words = words(step);
    switch (words.getFirst()) {
      case "bare" -> {}
      case "delete" -> delete(words.get(1), words.get(2));
      case "annotate" -> annotate(words.get(1), words.get(2), words.get(3));
      case "sync" -> sync();
      case "retry" -> annotate(words.get(1), words.get(2), "reconcile=" + token());
      case "later" -> loop.clock().advance(Duration.parse("PT" + words.get(1)));
      case "see" -> await(step.substring("see".length()));
      case "status" -> status(words.get(1), words.get(2), rest(step, 3));
      case "forbid" -> refuse(403, words);
      case "break" -> refuse(422, words);
      case "second" -> second(rest(step, 1));
      case "import" -> source(words.get(1), words.get(2));
      default -> {
        if (words.getFirst().equals("WandbServer")) {
          serve(rest(step, 1));
        } else if (Manifests.isKind(words.getFirst())) {
          apply(words.get(0), words.get(1), rest(step, 2));
        } else {
          world.step(objects.fill(step), loop.clock().instant());
        }
      }
    }
  }

  private void refuse(int code, List<String> words) {
    var path = words.get(1) + " " + objects.named(words.get(2), words.get(3)).path();
    kubernetes.refuse(code, path::equals);
  }

  /** Adds another WandbServer for the same server. */
  private void second(String yaml) {
    loop.share(objects.server(), objects.server() + "-b");
    serve(objects.server() + "-b", yaml);
  }

  /** Makes the operator sync the server. If the server refuses, only attempts it. */
  private void sync() {
    var script = fake.script();
    int probes = script.journal("probe").size();
    int reads = script.journal("rosters").size();
    annotate("WandbServer", "$SERVER", "reconcile=" + token());
    kubernetes.await(PATIENCE, () -> script.journal("probe").size() > probes);
    kubernetes.await(WHERE_REFUSED, () -> script.journal("rosters").size() > reads);
  }

  private String token() {
    tokens++;
    return "now-" + tokens;
  }

  private static String rest(String step, int words) {
    var parts = step.split("\\s+", words + 1);
    return parts.length > words ? parts[words] : "{}";
  }

  private void apply(String kind, String name, String yaml) {
    var one = objects.named(kind, name);
    var body = Manifests.read(times(objects.fill(yaml)));
    if (Manifests.isOwn(kind)) {
      Defaults.fill(kind, body, objects.server());
    }
    objects.put(one, Manifests.of(kind, one.namespace(), one.name(), body));
  }

  /** Replaces {@code +1h} in a spec by the time in an hour, {@code -1h} by that of an hour ago. */
  private String times(String yaml) {
    return TIME.matcher(yaml)
        .replaceAll(
            found -> {
              var by = Duration.parse("PT" + found.group(2));
              var now = loop.clock().instant().truncatedTo(ChronoUnit.SECONDS);
              return (found.group(1).equals("+") ? now.plus(by) : now.minus(by)).toString();
            });
  }

  private void serve(String yaml) {
    serve(objects.server(), yaml);
  }

  private void serve(String name, String yaml) {
    var secret = new CaseObjects.Named("Secret", Loop.OPERATOR_NAMESPACE, objects.server());
    if (objects.find(secret).isEmpty() && !yaml.contains("credentials")) {
      objects.put(
          secret,
          Manifests.of(
              "Secret",
              Loop.OPERATOR_NAMESPACE,
              objects.server(),
              Manifests.read("{stringData: {apiKey: " + "a".repeat(40) + "}}")));
    }
    var spec = Manifests.read(objects.fill(yaml));
    Defaults.fill("WandbServer", spec, objects.server());
    objects.put(
        new CaseObjects.Named("WandbServer", "", name),
        Manifests.of("WandbServer", "", name, spec));
  }

  /**
   * Deletes an object; for a name that ends with {@code *}, all that mention the case's namespace.
   */
  private void delete(String kind, String name) {
    if (name.endsWith("*")) {
      var where = objects.named(kind, name).namespace();
      objects.mentioningCase(kind, where).stream()
          .map(found -> found.at("/metadata/name").asText())
          .forEach(one -> delete(kind, name.replace("*", one)));
      return;
    }
    kubernetes.request("DELETE", objects.named(kind, name).path(), Manifests.read("{}"));
  }

  private void annotate(String kind, String name, String annotation) {
    var parts = objects.fill(annotation).split("=", 2);
    var value =
        switch (parts[1]) {
          case "$HASH" -> hash(objects.named(kind, name));
          case "$ACCEPT" -> accepting(objects.named(kind, name));
          default -> parts[1];
        };
    kubernetes.request(
        "PATCH",
        objects.named(kind, name).path(),
        Manifests.read(
            "{metadata: {annotations: {\"iam.wandb.com/%s\": \"%s\"}}}"
                .formatted(parts[0], value)));
  }

  private String hash(CaseObjects.Named team) {
    return objects.find(team).orElseThrow().at("/status/plan/hash").asText();
  }

  /** Returns the value that the conditions of a WandbServer name for the acceptance. */
  private String accepting(CaseObjects.Named server) {
    var said = objects.find(server).orElseThrow().at("/status/conditions").toString();
    var value = ACCEPTING.matcher(said);
    return value.find() ? value.group(1) : fail("no value to accept in " + said);
  }

  /** Sets the status as another controller does. */
  private void status(String kind, String name, String yaml) {
    var one = objects.named(kind, name);
    var next = objects.find(one).orElseThrow().deepCopy();
    next.set("status", Manifests.read(objects.fill(yaml)));
    kubernetes.request("PUT", one.path() + (Manifests.isOwn(kind) ? "/status" : ""), next);
  }

  /** Creates a key of an account as a user does, and stores it in an import Secret. */
  private void source(String secret, String username) {
    var one = objects.named("Secret", secret);
    objects.put(
        one,
        Manifests.of(
            "Secret",
            one.namespace(),
            one.name(),
            Manifests.read(
                "{metadata: {labels: {iam.wandb.com/source: \"true\"}}, stringData: {apiKey: %s}}"
                    .formatted(world.key(username)))));
  }

  private List<String> writes() {
    return fake.script().journal("").stream()
        .filter(call -> WRITES.stream().anyMatch(call::startsWith))
        .toList();
  }

  private List<String> writesSince() {
    var all = writes();
    return all.subList(Math.min(before, all.size()), all.size());
  }

  private void await(String column) {
    var expected = Expectation.readAll(column);
    if (!kubernetes.await(PATIENCE, () -> expected.stream().allMatch(outcome::isSo))) {
      fail(
          "%s did not come to be; there is:%n%s",
          expected.stream().filter(one -> !outcome.isSo(one)).map(String::valueOf).toList(),
          outcome.describe());
    }
  }

  /** Removes everything of the case. */
  @Override
  public void close() {
    fake.script().clear();
    kubernetes.drop(objects.namespaces(), objects.server());
  }
}
