package com.wandb.iam.demo;

import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServerSpec;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Steps of the demo. Each step prints its action. */
record Walkthrough(
    KubernetesTestServer cluster,
    Sandbox sandbox,
    KubernetesClient client,
    String operatorNamespace) {
  private static final Path EXAMPLES = Path.of("examples");
  static final String NAMESPACE = "ml-vision";
  private static final String SECRET = "trainer-wandb";
  private static final int READY_WITHIN_SECONDS = 60;

  /** Creates the operator's namespace with the admin key. */
  void prepare() {
    namespace(operatorNamespace);
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(operatorNamespace)
                .withName("wandb-admin")
                .endMetadata()
                .addToStringData("apiKey", sandbox.adminKey())
                .build())
        .serverSideApply();
  }

  /** Creates a namespace. */
  void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /** Like {@code kubectl apply -f examples/}, with the URL of the double. */
  void applyExamples() throws IOException {
    apply(EXAMPLES, UnaryOperator.identity());
  }

  /** Applies the files of a folder. */
  void apply(Path folder, UnaryOperator<String> adapted) throws IOException {
    for (var file : exampleFiles(folder)) {
      Demo.say("kubectl apply -f " + file);
      for (var resource : read(file, adapted)) {
        if (resource instanceof WandbServer server) {
          server.getMetadata().setAnnotations(null);
          client.resource(withUrl(server, sandbox.url())).serverSideApply();
        } else {
          client.resource(resource).serverSideApply();
        }
      }
    }
  }

  private static List<Path> exampleFiles(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private List<HasMetadata> read(Path file, UnaryOperator<String> adapted) throws IOException {
    var text = adapted.apply(Files.readString(file));
    return client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items();
  }

  private static WandbServer withUrl(WandbServer server, URI url) {
    var spec = server.getSpec();
    server.setSpec(
        new WandbServerSpec(
            url.toString(),
            spec.tls(),
            spec.credentials(),
            spec.edition(),
            spec.suspend(),
            spec.sync(),
            spec.limits(),
            spec.tenants(),
            spec.bucketBindings(),
            spec.weightsAndBiasesRef(),
            spec.operatorNamespace()));
    return server;
  }

  /** Waits until our resources of the examples are ready. */
  void awaitReady() throws IOException {
    awaitReady(EXAMPLES, UnaryOperator.identity());
    awaitCounts();
  }

  /** Waits until our resources of a folder are ready. */
  void awaitReady(Path folder, UnaryOperator<String> adapted) throws IOException {
    var awaited = new ArrayList<HasMetadata>();
    for (var file : exampleFiles(folder)) {
      read(file, adapted).stream().filter(IamResource.class::isInstance).forEach(awaited::add);
    }
    for (var resource : awaited) {
      client
          .resource(resource)
          .waitUntilCondition(Walkthrough::ready, READY_WITHIN_SECONDS, TimeUnit.SECONDS);
      Demo.say(resource.getKind() + " " + resource.getMetadata().getName() + " is ready");
    }
  }

  /** Waits, because the counts in status follow a second later. */
  private void awaitCounts() {
    client
        .resources(Team.class)
        .inNamespace(NAMESPACE)
        .withName("vision")
        .waitUntilCondition(
            team -> {
              var members = team.getStatus().members();
              return members != null && Integer.valueOf(2).equals(members.admins());
            },
            READY_WITHIN_SECONDS,
            TimeUnit.SECONDS);
    awaitTeams(1);
  }

  /** Waits until the status of the server has this number of teams. */
  void awaitTeams(int number) {
    client
        .resources(WandbServer.class)
        .withName("default")
        .waitUntilCondition(
            server -> {
              var counts = server.getStatus().counts();
              return counts != null && Integer.valueOf(number).equals(counts.teams());
            },
            READY_WITHIN_SECONDS * 2,
            TimeUnit.SECONDS);
  }

  private static boolean ready(HasMetadata resource) {
    return resource instanceof IamResource<?, ?> ours
        && ours.getStatus() != null
        && ours.getMetadata().getGeneration().equals(ours.getStatus().observedGeneration())
        && ours.getStatus().conditions().stream()
            .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status()));
  }

  /** Prints the view of a user. */
  void show() throws IOException, InterruptedException {
    Demo.say("kubectl get wandb -A");
    new ProcessBuilder(
            KubernetesBinaries.provide().kubectl().toString(),
            "--kubeconfig",
            cluster.kubeconfig().toString(),
            "get",
            "wandb",
            "-A")
        .inheritIO()
        .start()
        .waitFor();
    var data = client.secrets().inNamespace(NAMESPACE).withName(SECRET).require().getData();
    Demo.say(
        "Secret " + NAMESPACE + "/" + SECRET + " has the keys " + new TreeSet<>(data.keySet()));
  }

  /** Asks the server for the owner of the key. */
  void proveKey() {
    var data = client.secrets().inNamespace(NAMESPACE).withName(SECRET).require().getData();
    var key =
        ApiKey.of(
            new String(
                Base64.getDecoder().decode(data.get("WANDB_API_KEY")), StandardCharsets.UTF_8));
    var settings =
        new ConnectionSettings(sandbox.url(), key, "", null, 10, 2, Duration.ofSeconds(10));
    try (var api =
        new HttpWandbConnector(InstantSource.system(), "demo", RequestObserver.NONE)
            .connect("server", settings)) {
      var holder = api.apiKeys().holder(key);
      Demo.say(
          "The server knows the key: it is "
              + holder.username()
              + "'s, of the teams "
              + holder.teams());
    }
  }

  /** Prints commands to try next. */
  void inviteToTry() {
    Demo.say("All of it goes on running; Ctrl-C ends it. In another terminal:");
    System.out.println("    export KUBECONFIG=" + cluster.kubeconfig());
    System.out.println("    kubectl get wandb -A");
    System.out.println("    kubectl -n ml-vision describe team vision");
    System.out.println("    kubectl -n ml-vision delete secret trainer-wandb   # and see it again");
    System.out.println("    W&B Server double: " + sandbox.url());
  }
}
