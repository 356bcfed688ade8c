package com.wandb.iam.demo;

import com.wandb.iam.Main;
import com.wandb.iam.cluster.KubernetesBinaries;
import com.wandb.iam.cluster.KubernetesTestServer;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.operator.LeaderElection;
import com.wandb.iam.operator.OperatorSettings;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.stores.S3TestServer;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main use case from beginning to end, and keeps everything running for experiments. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts an API server, a W&B Server double and the operator, applies examples/, and proves"
            + " that the key works.")
public final class Demo implements Callable<Integer> {
  private static final String OPERATOR_NAMESPACE = "wandb-iam-system";

  @Option(names = "--once", description = "Stop after the proof instead of leaving all running.")
  private boolean once;

  @Option(
      names = "--server-version",
      defaultValue = "V0_83",
      description = "Which server to play: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private SandboxVersion version = SandboxVersion.V0_83;

  private Demo() {}

  /** Exits with 0 if the key works. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(stop, stopped), "stop"));
    say("Starting etcd and kube-apiserver (the first time, they are fetched or built)");
    try (var cluster = KubernetesTestServer.start(KubernetesBinaries.provide());
        var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
        var client = Main.client(cluster.config())) {
      say("The API server answers at " + cluster.config().getMasterUrl());
      sandbox.world().addUser("alice", "alice@example.com");
      sandbox.world().addUser("bob", "bob@example.com");
      sandbox.world().addUser("carol", "carol@example.com");
      say("A W&B Server double of version " + version + " answers at " + sandbox.url());
      cluster.applyCrds();
      var walkthrough = new Walkthrough(cluster, sandbox, client, OPERATOR_NAMESPACE);
      walkthrough.prepare();
      try (var operator = operator(client)) {
        operator.start();
        say("The operator watches");
        walkthrough.applyExamples();
        walkthrough.awaitReady();
        if (S3TestServer.available()) {
          var storage = new StorageWalkthrough(walkthrough, S3TestServer.shared());
          storage.applyExamples();
          storage.awaitReady();
        } else {
          say("examples/storage/ is left out: there is no Go to build an S3 store with");
        }
        walkthrough.show();
        walkthrough.proveKey();
        if (!once) {
          walkthrough.inviteToTry();
          stop.await();
        }
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static IamOperator operator(KubernetesClient client) {
    return new IamOperator(
        client,
        new HttpWandbConnector(InstantSource.system(), "demo", RequestObserver.NONE),
        OperatorSettings.defaults(OPERATOR_NAMESPACE, "demo").alone(),
        InstantSource.system(),
        new LeaderElection(OPERATOR_NAMESPACE, "demo", InstantSource.system()),
        WorkObserver.NONE);
  }

  /** Stops everything in order on Ctrl-C, before the process ends. */
  private static void awaitEnd(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  static void say(String text) {
    System.out.println("==> " + text);
  }
}
