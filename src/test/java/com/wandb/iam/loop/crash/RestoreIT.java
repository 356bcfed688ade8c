package com.wandb.iam.loop.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.LeftOvers;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.ResourceStatus;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.OperatorUnderTest;
import com.wandb.iam.sandbox.SandboxJournal;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cluster loses all objects of the operator and gets them from a backup as of Velero: without
 * status, uids and owners, in any order.
 */
@OnCrashSite
class RestoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SEED =
      Long.getLong("wandb.iam.seed", new Random().nextInt(Integer.MAX_VALUE));
  private static final int CONFLICT = 409;
  private static final String ELSEWHERE = "elsewhere";
  private static final List<String> NAMESPACES =
      List.of(OperatorUnderTest.NAMESPACE, "default", ELSEWHERE);
  private static final String ALL =
      """
      apiVersion: iam.wandb.com/v1alpha1
      kind: WandbServer
      metadata: {name: default}
      spec:
        url: $URL
        credentials: {secretRef: {name: wandb-admin}}
        tenants:
          - {name: all, namespaces: [default], teams: ['*'], adopt: true, teamDeletion: true,
             roles: ['*'], users: ['*'], storage: {buckets: ['*'], endpoints: ['*']}}
        bucketBindings: {secretRef: {namespace: default, name: file-stores}, quietPeriod: 0s}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: CustomRole
      metadata: {name: janitor}
      spec: {inherits: Viewer, permissions: ['run:stop']}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: StorageConnector
      metadata: {name: on-prem, namespace: default}
      spec:
        provider: MINIO
        bucket: acme-vision
        region: us-east-1
        endpoint: minio.example.com:9000
        preflight: Disabled
        credentials: {secretRef: {name: minio}}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: vision, namespace: default}
      spec:
        storageConnectorRef: {name: on-prem}
        deletionPolicy: Delete
        membership: {mode: Authoritative}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: Team
      metadata: {name: legacy, namespace: default}
      spec: {adoptionPolicy: IfExists}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: admins, namespace: default}
      spec: {teamRef: {name: vision}, role: Admin, users: [{username: alice}]}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: TeamMembership
      metadata: {name: crew, namespace: default}
      spec: {teamRef: {name: vision}, role: janitor, users: [{username: bob}, {username: carol}]}
      ---
      apiVersion: iam.wandb.com/v1alpha1
      kind: ServiceAccount
      metadata: {name: trainer, namespace: default}
      spec: {teamRef: {name: vision}, secret: {deliverTo: [elsewhere]}, $KEY}
      """;

  private CrashSite site;

  @ParameterizedTest
  @CsvSource({"V0_83, false", "V0_84, false", "V0_83, true", "V0_84, true"})
  void restored_resources_bind_again_without_server_writes(
      SandboxVersion version, boolean operatorIsRunning) {
    System.out.println("Restore: repeat it with -Dwandb.iam.seed=" + SEED);
    try (var crash = new CrashSite(version)) {
      site = crash;
      var random = new Random(SEED);
      populate(version);
      var before = statuses();
      var members = crash.sandbox().world().members("vision");
      var own = backup(OperatorUnderTest.NAMESPACE);
      var others = new ArrayList<>(backup("default"));
      others.addAll(backup(ELSEWHERE));
      others.addAll(resources());
      loseEverything();
      long mark = crash.sandbox().journal().mark();

      own.forEach(this::restore);
      Collections.shuffle(others, random);
      if (operatorIsRunning) {
        try (var process = start()) {
          others.forEach(this::restore);
          awaitAllReady(process);
        }
      } else {
        others.forEach(this::restore);
        try (var process = start()) {
          awaitAllReady(process);
        }
      }

      assertThat(crash.sandbox().journal().writes(mark))
          .as("seed %d", SEED)
          .extracting(SandboxJournal.Entry::operations)
          .isEmpty();
      assertThat(statuses()).isEqualTo(before);
      assertThat(crash.sandbox().world().members("vision")).isEqualTo(members);
      assertThat(secretData()).isEqualTo(data(Stream.concat(own.stream(), others.stream())));
    }
  }

  private OperatorProcess start() {
    return OperatorProcess.start(CrashSite.cluster().kubeconfig());
  }

  /** Creates every kind of object, an executed action and a rotated key. */
  private void populate(SandboxVersion version) {
    var world = site.sandbox().world();
    Stream.of("alice", "bob", "carol").forEach(name -> world.addUser(name, name + "@example.com"));
    world.addBucket("acme-vision");
    world.addTeam("legacy");
    site.client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(ELSEWHERE)
                .addToAnnotations("iam.wandb.com/accept-secrets-from", "default")
                .endMetadata()
                .build())
        .serverSideApply();
    site.client().secrets().inNamespace(ELSEWHERE).delete();
    site.secret(
        "default",
        "minio",
        Map.of("iam.wandb.com/source", "true"),
        Map.of("accessKey", "AK", "secretKey", "SK"));
    boolean imports = version == SandboxVersion.V0_84;
    site.create(
        ALL.replace(
            "$KEY",
            imports ? "apiKey: {importFrom: {secretRef: {name: first-key, key: apiKey}}}" : ""));
    try (var process = start()) {
      if (imports) {
        await(process, "the account is made", () -> world.idOf("trainer").isPresent());
        site.secret(
            "default",
            "first-key",
            Map.of("iam.wandb.com/source", "true"),
            Map.of("apiKey", world.issueKeyInApp(world.idOf("trainer").orElseThrow(), "by hand")));
      }
      awaitAllReady(process);
      annotate("trainer", "iam.wandb.com/rotate", "once");
      await(
          process,
          "the key is renewed",
          () ->
              "once"
                  .equals(
                      site.find(WandbServiceAccount.class, "trainer")
                          .getStatus()
                          .handled()
                          .get("rotate")));
      awaitAllReady(process);
    }
  }

  private void annotate(String account, String annotation, String value) {
    site.client()
        .resources(WandbServiceAccount.class)
        .inNamespace("default")
        .withName(account)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, value));
  }

  private void awaitAllReady(OperatorProcess process) {
    await(
        process,
        "all is ready",
        () -> all().allMatch(one -> isCurrent(one) && CrashSite.isReady(one)));
  }

  private static boolean isCurrent(IamResource<?, ? extends ResourceStatus> resource) {
    return resource.getStatus() != null
        && resource.getMetadata().getGeneration().equals(resource.getStatus().observedGeneration());
  }

  private void await(OperatorProcess process, String what, Callable<Boolean> so) {
    try {
      Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(so);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("seed " + SEED + ": " + what + "\n" + process.output(), late);
    }
  }

  private Stream<IamResource<?, ? extends ResourceStatus>> all() {
    return IamKinds.ALL.stream()
        .flatMap(kind -> site.client().resources(kind).inAnyNamespace().list().getItems().stream());
  }

  private List<HasMetadata> resources() {
    return all().map(HasMetadata.class::cast).map(RestoreIT::stripped).toList();
  }

  private List<HasMetadata> backup(String namespace) {
    return site.client().secrets().inNamespace(namespace).list().getItems().stream()
        .map(HasMetadata.class::cast)
        .map(RestoreIT::stripped)
        .toList();
  }

  /** Removes the same fields as Velero: labels, annotations and finalizers stay. */
  private static HasMetadata stripped(HasMetadata resource) {
    var metadata = resource.getMetadata();
    metadata.setUid(null);
    metadata.setResourceVersion(null);
    metadata.setGeneration(null);
    metadata.setCreationTimestamp(null);
    metadata.setOwnerReferences(null);
    metadata.setManagedFields(null);
    if (resource instanceof IamResource<?, ?> ours) {
      ours.setStatus(null);
    }
    return resource;
  }

  private void loseEverything() {
    LeftOvers.remove(site.client());
    NAMESPACES.forEach(namespace -> site.client().secrets().inNamespace(namespace).delete());
  }

  /** Skips existing objects, as Velero does. */
  private void restore(HasMetadata resource) {
    try {
      site.client().resource(resource).create();
    } catch (KubernetesClientException exists) {
      if (exists.getCode() != CONFLICT) {
        throw exists;
      }
    }
  }

  /** Returns the server object of each resource. */
  private Map<String, String> statuses() {
    var found = new TreeMap<String, String>();
    all()
        .forEach(
            one ->
                found.put(
                    one.getKind() + " " + one.getMetadata().getName(),
                    switch (one) {
                      case Team team ->
                          team.getStatus().id()
                              + team.getStatus().adopted()
                              + team.getStatus().storage();
                      case WandbServiceAccount account ->
                          account.getStatus().id()
                              + account.getStatus().adopted()
                              + account.getStatus().apiKey().sequence();
                      case CustomRole role -> role.getStatus().id() + role.getStatus().adopted();
                      case StorageConnector connector -> connector.getStatus().address();
                      default -> "";
                    }));
    return found;
  }

  private Map<String, Map<String, String>> secretData() {
    return data(NAMESPACES.stream().flatMap(namespace -> backup(namespace).stream()));
  }

  private static Map<String, Map<String, String>> data(Stream<HasMetadata> resources) {
    var found = new TreeMap<String, Map<String, String>>();
    resources
        .filter(Secret.class::isInstance)
        .map(Secret.class::cast)
        .forEach(
            secret ->
                found.put(
                    secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName(),
                    withoutUids(secret.getData())));
    return found;
  }

  /**
   * Removes the uids of connectors from the operator's list of buckets, because restored connectors
   * have new ones.
   */
  private static Map<String, String> withoutUids(Map<String, String> data) {
    var known = new TreeMap<String, String>();
    data.forEach((key, value) -> known.put(key.replaceAll("^[0-9a-f-]{36}$", "a uid"), value));
    return known;
  }
}
