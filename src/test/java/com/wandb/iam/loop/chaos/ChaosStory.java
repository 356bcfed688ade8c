package com.wandb.iam.loop.chaos;

import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.crash.Chronicle;
import com.wandb.iam.loop.crash.Relay;
import com.wandb.iam.loop.crash.Writes;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.SandboxWorld;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * History of the service accounts of a chaos run and of their keys, over all operators of the run:
 * requests to the W&B server, writes to the cluster, and the cluster's state at that time.
 */
final class ChaosStory implements AutoCloseable, Relay.Reader {
  private static final Pattern ACCOUNT = Pattern.compile("squad-\\d{2,}-bot-\\d+");
  private static final Pattern MARKER = Pattern.compile("resource=([0-9a-f-]{36})");
  private static final Pattern DATA = Pattern.compile("\"(data|stringData)\":\\{[^}]*}");
  private static final int LONGEST = 600;

  /**
   * An event in the history.
   *
   * @param account name of its account; empty for all
   */
  private record Line(Instant at, String account, String text) {
    @Override
    public String toString() {
      return at + " " + text;
    }
  }

  private final Sandbox sandbox;
  private final Chronicle chronicle = new Chronicle(ChaosStory::accountIn);
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private @Nullable SharedIndexInformer<WandbServiceAccount> resources;
  private @Nullable SharedIndexInformer<Secret> secrets;

  ChaosStory(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Returns the name of the first ServiceAccount in a text. */
  static Optional<String> accountIn(String text) {
    return ACCOUNT.matcher(text).results().findFirst().map(found -> found.group());
  }

  /** Starts to watch the cluster. */
  void begin(KubernetesClient client) {
    resources =
        client
            .resources(WandbServiceAccount.class)
            .inAnyNamespace()
            .inform(chronicle.ofResources());
    secrets = client.secrets().inAnyNamespace().inform(chronicle.ofSecrets());
  }

  /** Records an event that concerns everything. */
  void note(String what) {
    lines.add(new Line(Instant.now(), "", "== " + what));
  }

  @Override
  public Optional<String> matter(String text) {
    return accountIn(text);
  }

  @Override
  public void passes(String matter, String text) {
    lines.add(new Line(Instant.now(), matter, "cluster write: " + shortened(withoutData(text))));
  }

  @Override
  public void isCut(String matter, String text, Writes.Fate fate) {
    var line = text.lines().findFirst().orElse("");
    lines.add(new Line(Instant.now(), matter, "cluster write: " + line + " " + fate));
  }

  private static String withoutData(String text) {
    return DATA.matcher(text).replaceAll("\"$1\":***").replace('\n', ' ');
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  /** Returns the history of a key that works and is in no Secret. */
  String historyOfLeaked(SandboxWorld.Key key) {
    var name = sandbox.world().nameBehind(key.accountId()).orElse("");
    return "leaked %s (%s) of the account %s (%s) %s, which is %s%n%s%nmade at %s by %s%n%s"
        .formatted(
            key.id(),
            decoded(key.id()),
            key.accountId(),
            decoded(key.accountId()),
            name,
            isThere(name, key.accountId()) ? "there" : "deleted",
            origin(key),
            key.created(),
            creatingRequest(key, name).map(ChaosStory::told).orElse("no request"),
            of(name));
  }

  private boolean isThere(String name, String id) {
    return sandbox.world().idOf(name).filter(id::equals).isPresent();
  }

  private static String decoded(String id) {
    try {
      return new String(Base64.getDecoder().decode(id), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException other) {
      return id;
    }
  }

  private String origin(SandboxWorld.Key key) {
    var description = key.description().orElse("");
    return MARKER
        .matcher(description)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .map(
            uid ->
                "of the resource "
                    + chronicle.resourceOf(uid).orElse("that nobody saw")
                    + ": "
                    + description)
        .orElse(
            "without a marker: "
                + (description.isEmpty() ? "the first key of its account" : description));
  }

  /** Returns the last matching request that arrived before the key was created. */
  private Optional<SandboxJournal.Entry> creatingRequest(SandboxWorld.Key key, String name) {
    return sandbox.journal().writes(0).stream()
        .filter(entry -> !entry.at().isAfter(key.created()))
        .filter(entry -> makes(entry, key, name))
        .max(Comparator.comparing(SandboxJournal.Entry::at));
  }

  private static boolean makes(SandboxJournal.Entry entry, SandboxWorld.Key key, String name) {
    var description = key.description().orElse("");
    return description.isEmpty()
        ? entry.body().contains(name)
            && (entry.operations().contains("graphql.createServiceAccount")
                || entry.operations().contains("scim.users.create"))
        : entry.operations().contains("graphql.generateApiKey")
            && entry.body().contains(description);
  }

  /** Returns the history of all accounts of a name and of their keys, in order. */
  String of(String name) {
    var texts = new ArrayList<>(idsOf(name));
    texts.add(name);
    chronicle.uidsOf(name).forEach(texts::add);
    var requests =
        sandbox.journal().entries().stream()
            .filter(entry -> isAbout(entry, name, texts))
            .map(entry -> entry.at() + " " + told(entry));
    var heard = chronicle.of(name, this::idOfKey).stream();
    var noted =
        lines.stream()
            .filter(line -> line.account().isEmpty() || line.account().equals(name))
            .map(Line::toString);
    return Stream.of(requests, heard, noted)
        .flatMap(all -> all)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Returns the ids of all accounts of that name and of all their keys, including deleted ones. */
  private Set<String> idsOf(String name) {
    return sandbox.world().keysEverIssued().stream()
        .filter(key -> sandbox.world().nameBehind(key.accountId()).equals(Optional.of(name)))
        .flatMap(key -> Stream.of(key.id(), key.accountId()))
        .collect(Collectors.toSet());
  }

  private static boolean isAbout(SandboxJournal.Entry entry, String name, List<String> texts) {
    var text = (entry.path() + entry.body()).replace("%3D", "=");
    return entry.caller().equals(Optional.of(name)) || texts.stream().anyMatch(text::contains);
  }

  private static String told(SandboxJournal.Entry entry) {
    return "request %d, trace %s: %s %s by %s: %s%s %s"
        .formatted(
            entry.sequence(),
            entry.requestId().orElse("none"),
            entry.operations(),
            entry.path(),
            entry.caller().orElse("nobody"),
            entry.status() == 0 ? "no answer" : entry.status(),
            entry.fault().map(fault -> " " + fault).orElse(""),
            entry.body().replaceFirst("(?s).*\"variables\"", ""));
  }

  private String idOfKey(String value) {
    return sandbox.world().keysEverIssued().stream()
        .filter(key -> key.secret().equals(value))
        .map(key -> key.id() + " (" + decoded(key.id()) + ")")
        .findFirst()
        .orElse("-");
  }

  @Override
  public void close() {
    if (resources != null) {
      resources.close();
    }
    if (secrets != null) {
      secrets.close();
    }
  }
}
