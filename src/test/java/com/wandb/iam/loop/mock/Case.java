package com.wandb.iam.loop.mock;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.wandb.FakeWandb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One case: what is given, what happens then, and what comes of it. Steps are told apart by {@code
 * ;}. A name such as {@code b/vision} is in a second namespace of the case.
 */
final class Case implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
  private final String namespace;
  private final String server;
  private final FakeWandb fake;
  private final World world;
  private final TreeSet<String> namespaces = new TreeSet<>();
  private int before;
  private int tokens;

  Case(Loop loop, String namespace, String server, FakeWandb fake) {
    this.loop = loop;
    this.kubernetes = loop.kubernetes();
    this.namespace = namespace;
    this.server = server;
    this.fake = fake;
    this.world = new World(fake);
    space("");
  }

  /**
   * Does the steps, and waits until each resource that they declare is ready. A WandbServer is
   * among them, after what they say of the server itself; {@code bare} leaves it out.
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
      case "import" -> source(words.get(1), words.get(2));
      default -> {
        if (words.getFirst().equals("WandbServer")) {
          serve(rest(step, 1));
        } else if (Manifests.isKind(words.getFirst())) {
          apply(words.get(0), words.get(1), rest(step, 2));
        } else {
          world.step(fill(step));
        }
      }
    }
  }

  /** Has the operator read the server again; where it refuses that, tried to. */
  private void sync() {
    var script = fake.script();
    int probes = script.journal("probe").size();
    annotate("WandbServer", "$SERVER", "reconcile=" + token());
    kubernetes.await(PATIENCE, () -> script.journal("probe").size() > probes);
  }

  private String token() {
    tokens++;
    return "now-" + tokens;
  }

  private static String rest(String step, int words) {
    var parts = step.split("\\s+", words + 1);
    return parts.length > words ? parts[words] : "{}";
  }

  /** The namespace of the case, or one of its others. */
  private String space(String letter) {
    var name = letter.isEmpty() ? namespace : namespace + "-" + letter;
    if (namespaces.add(name)) {
      loop.namespace(name);
    }
    return name;
  }

  private record Named(String kind, String namespace, String name) {
    String path() {
      return Manifests.path(kind, namespace, name);
    }
  }

  private Named named(String kind, String given) {
    var text = fill(given);
    if (kind.equals("Namespace")) {
      return new Named(kind, "", space(text.equals(".") ? "" : text));
    }
    if (Manifests.isOfCluster(kind)) {
      return new Named(kind, "", text);
    }
    int slash = text.indexOf('/');
    var where = slash < 0 ? "" : text.substring(0, slash);
    return new Named(
        kind,
        where.equals("operator") ? Loop.OPERATOR_NAMESPACE : space(where),
        text.substring(slash + 1));
  }

  private String fill(String text) {
    return text.replace("$SERVER", server).replace("$NS", namespace);
  }

  private Optional<ObjectNode> find(Named one) {
    return kubernetes.find(Manifests.collection(one.kind()), one.namespace(), one.name());
  }

  private void apply(String kind, String name, String yaml) {
    var one = named(kind, name);
    var body = Manifests.read(times(fill(yaml)));
    if (Manifests.isOwn(kind)) {
      Defaults.fill(kind, body, server);
    }
    put(one, Manifests.of(kind, one.namespace(), one.name(), body));
  }

  private void put(Named one, ObjectNode manifest) {
    if (find(one).isEmpty()) {
      var path = one.path();
      kubernetes.request("POST", path.substring(0, path.lastIndexOf('/')), manifest);
    } else if (Manifests.isOwn(one.kind())) {
      var next = find(one).orElseThrow().deepCopy();
      next.set("spec", manifest.get("spec"));
      kubernetes.request("PUT", one.path(), next);
    } else {
      kubernetes.request("PATCH", one.path(), manifest);
    }
  }

  /** {@code +1h} in a spec is the time in an hour, {@code -1h} that of an hour ago. */
  private String times(String yaml) {
    return java.util.regex.Pattern.compile("([+-])([0-9]+[hms])\\b")
        .matcher(yaml)
        .replaceAll(
            found -> {
              var by = Duration.parse("PT" + found.group(2));
              var now = loop.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
              return (found.group(1).equals("+") ? now.plus(by) : now.minus(by)).toString();
            });
  }

  private void serve(String yaml) {
    var secret = new Named("Secret", Loop.OPERATOR_NAMESPACE, server);
    if (find(secret).isEmpty() && !yaml.contains("credentials")) {
      put(
          secret,
          Manifests.of(
              "Secret",
              Loop.OPERATOR_NAMESPACE,
              server,
              Manifests.read("{stringData: {apiKey: " + "a".repeat(40) + "}}")));
    }
    var spec = Manifests.read(fill(yaml));
    Defaults.fill("WandbServer", spec, server);
    put(new Named("WandbServer", "", server), Manifests.of("WandbServer", "", server, spec));
  }

  private void delete(String kind, String name) {
    kubernetes.request("DELETE", named(kind, name).path(), Manifests.read("{}"));
  }

  private void annotate(String kind, String name, String annotation) {
    var parts = fill(annotation).split("=", 2);
    var value = parts[1].equals("$HASH") ? hash(named(kind, name)) : parts[1];
    kubernetes.request(
        "PATCH",
        named(kind, name).path(),
        Manifests.read(
            "{metadata: {annotations: {\"iam.wandb.com/%s\": \"%s\"}}}"
                .formatted(parts[0], value)));
  }

  private String hash(Named team) {
    return find(team).orElseThrow().at("/status/plan/hash").asText();
  }

  /** What another controller says about its resource. */
  private void status(String kind, String name, String yaml) {
    var one = named(kind, name);
    var next = find(one).orElseThrow().deepCopy();
    next.set("status", Manifests.read(fill(yaml)));
    kubernetes.request("PUT", one.path() + (Manifests.isOwn(kind) ? "/status" : ""), next);
  }

  /** A person makes a key of an account and puts it where a ServiceAccount may read it. */
  private void source(String secret, String username) {
    var one = named("Secret", secret);
    put(
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

  private void await(String column) {
    var expected = Expectation.readAll(column);
    if (!kubernetes.await(PATIENCE, () -> expected.stream().allMatch(this::isSo))) {
      fail(
          "%s did not come to be; there is:%n%s",
          expected.stream().filter(one -> !isSo(one)).map(String::valueOf).toList(), describe());
    }
  }

  private boolean isSo(Expectation expected) {
    return switch (expected) {
      case Expectation.Conditions(var kind, var name, var wanted) ->
          find(named(kind, name)).filter(found -> has(found, wanted)).isPresent();
      case Expectation.Absent(var kind, var name) -> find(named(kind, name)).isEmpty();
      case Expectation.Wrote(var calls) -> writes().subList(before, writes().size()).equals(calls);
      case Expectation.Members(var team, var members) -> world.members(team).equals(members);
      case Expectation.Keys(var kind, var name, var keys) ->
          find(named(kind, name)).filter(found -> names(found).equals(keys)).isPresent();
      case Expectation.Holding(var kind, var name, var text) ->
          find(named(kind, name))
              .filter(found -> found.toString().contains(fill(text)))
              .isPresent();
      case Expectation.Told(var reason) -> events().anyMatch(reason::equals);
    };
  }

  private static boolean has(ObjectNode resource, Map<String, String> wanted) {
    var found = Expectation.conditions(resource);
    boolean some = wanted.containsValue("+*");
    return resource.at("/status/observedGeneration").equals(resource.at("/metadata/generation"))
        && (some || found.keySet().equals(wanted.keySet()))
        && wanted.entrySet().stream()
            .allMatch(
                entry -> {
                  var is = found.getOrDefault(entry.getKey(), "");
                  return entry.getValue().equals("+*")
                      ? is.startsWith("+")
                      : is.equals(entry.getValue());
                });
  }

  private static TreeSet<String> names(ObjectNode object) {
    var found = new TreeSet<String>();
    object.path("data").fieldNames().forEachRemaining(found::add);
    return found;
  }

  private Stream<String> events() {
    return namespaces.stream()
        .flatMap(name -> kubernetes.list(Manifests.collection("Event"), name).stream())
        .map(event -> event.path("reason").asText());
  }

  private String describe() {
    var lines = new ArrayList<String>();
    for (var kind :
        List.of(
            "WandbServer",
            "CustomRole",
            "Team",
            "TeamMembership",
            "ServiceAccount",
            "StorageConnector",
            "Secret",
            "Event")) {
      var where = Manifests.isOfCluster(kind) ? new TreeSet<>(List.of("")) : namespaces;
      for (var space : where) {
        kubernetes.list(Manifests.collection(kind), space).stream()
            .filter(found -> !space.isEmpty() || found.toString().contains(server))
            .map(found -> describe(kind, found))
            .forEach(lines::add);
      }
    }
    lines.add("writes " + writes().subList(before, writes().size()));
    lines.add("teams " + world.describe());
    return String.join("\n", lines);
  }

  private static String describe(String kind, ObjectNode found) {
    var text =
        new StringBuilder(kind)
            .append(' ')
            .append(found.at("/metadata/name").asText())
            .append(found.at("/metadata").has("deletionTimestamp") ? " (going) " : " ")
            .append(Expectation.words(Expectation.conditions(found)))
            .append(kind.equals("Secret") ? names(found) : "")
            .append(found.path("note").asText());
    found
        .at("/status/conditions")
        .forEach(
            condition -> {
              if (condition.has("message")) {
                text.append("\n    ").append(condition.get("message").asText());
              }
            });
    return text.toString();
  }

  /** Nothing of the case is left to be worked on. */
  @Override
  public void close() {
    fake.script().clear();
    kubernetes.drop(namespaces, server);
  }
}
