package com.wandb.iam;

import com.wandb.iam.cli.CheckBucket;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.health.HealthChecks;
import com.wandb.iam.health.HealthServer;
import com.wandb.iam.health.Vitals;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.reconcile.BucketPace;
import com.wandb.iam.reconcile.IamOperator;
import com.wandb.iam.reconcile.LeaderElection;
import com.wandb.iam.reconcile.OperatorSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.http.RequestObserver;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The composition root: reads the settings, connects the parts and runs until it is told to stop.
 */
@Command(
    name = "wandb-iam-operator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = CheckBucket.class,
    description = "Makes access to self-managed W&B servers declarative.")
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final List<Class<? extends IamResource<?, ?>>> KINDS =
      List.of(
          WandbServer.class,
          CustomRole.class,
          Team.class,
          TeamMembership.class,
          WandbServiceAccount.class,
          StorageConnector.class);

  @Option(
      names = "--namespace",
      defaultValue = "${env:OPERATOR_NAMESPACE:-wandb-iam-system}",
      description =
          "The operator's own namespace, where admin credentials are read from"
              + " (environment OPERATOR_NAMESPACE; default ${DEFAULT-VALUE}).")
  private String namespace = "";

  @Option(
      names = "--instance",
      defaultValue = "${env:HOSTNAME:-wandb-iam-operator}",
      description = "The name of this replica (environment HOSTNAME; default ${DEFAULT-VALUE}).")
  private String instance = "";

  @Option(
      names = "--leader-election",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether replicas take turns (default ${DEFAULT-VALUE}).")
  private boolean leaderElection = true;

  @Option(
      names = "--escrow",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether keys that no server shows again are kept in the operator's namespace, too"
              + " (default ${DEFAULT-VALUE}).")
  private boolean escrow = true;

  @Option(
      names = "--workers",
      defaultValue = "64",
      description = "How many resources are worked on at a time (default ${DEFAULT-VALUE}).")
  private int workers = 64;

  @Option(
      names = "--health-port",
      defaultValue = "0",
      description =
          "Where /healthz and /readyz are answered; 0 for nowhere (default ${DEFAULT-VALUE}).")
  private int healthPort;

  @Option(
      names = "--health-address",
      defaultValue = "0.0.0.0",
      description = "The address to answer at (default ${DEFAULT-VALUE}).")
  private String healthAddress = "0.0.0.0";

  private Main() {}

  /** Starts the operator; the exit code is 0 after an orderly stop. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    var client = client(new ConfigBuilder(Config.autoConfigure(null)).build());
    var settings =
        new OperatorSettings(
            namespace,
            instance,
            leaderElection,
            escrow,
            workers,
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            BucketPace.DEFAULT);
    var election = new LeaderElection(namespace, instance);
    var connector = new HttpWandbConnector(InstantSource.system(), version(), RequestObserver.NONE);
    var operator = new IamOperator(client, connector, settings, InstantSource.system(), election);
    var stopped = new CountDownLatch(1);
    var health = health(operator);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  election.stopping();
                  health.ifPresent(HealthServer::close);
                  operator.close();
                  if (leaderElection) {
                    election.release(client);
                  }
                  client.close();
                  stopped.countDown();
                },
                "stop"));
    LOG.info("wandb-iam-operator {} starting as {} in {}", version(), instance, namespace);
    operator.start();
    stopped.await();
    return 0;
  }

  /** Answers from the first moment on: a process that takes long to start is not dead. */
  private Optional<HealthServer> health(IamOperator operator) {
    if (healthPort == 0) {
      return Optional.empty();
    }
    var vitals =
        new Vitals() {
          @Override
          public boolean started() {
            return operator.isStarted();
          }

          @Override
          public boolean watching() {
            return operator.isWatching();
          }

          @Override
          public boolean connected() {
            return operator.isConnected();
          }
        };
    return Optional.of(
        HealthServer.start(
            new InetSocketAddress(healthAddress, healthPort),
            new HealthChecks(vitals, InstantSource.system())));
  }

  /** A client that knows our kinds, reads them leniently and never speaks HTTP/2. */
  public static KubernetesClient client(Config config) {
    config.setHttp2Disable(true);
    var serialization = LenientSerialization.create();
    KINDS.forEach(serialization::registerKubernetesResource);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization)
        .build();
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }
}
