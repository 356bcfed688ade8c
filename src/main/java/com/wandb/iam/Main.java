package com.wandb.iam;

import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.cli.CheckBucket;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.health.HealthChecks;
import com.wandb.iam.health.HealthServer;
import com.wandb.iam.health.TextServer;
import com.wandb.iam.health.Vitals;
import com.wandb.iam.kube.ClusterHttpClientFactory;
import com.wandb.iam.kube.LeaseFence;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.metrics.MetricsServer;
import com.wandb.iam.metrics.OperatorMetrics;
import com.wandb.iam.operator.IamOperator;
import com.wandb.iam.operator.LeaderElection;
import com.wandb.iam.operator.OperatorSettings;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.Fence;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The entry point: reads the settings, connects all parts and runs until a signal ends it. */
@Command(
    name = "wandb-iam-operator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = CheckBucket.class,
    description = "Manages access to self-managed W&B servers with Kubernetes resources.")
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** Log formats. Each has a file logback-….xml. */
  private static final Set<String> LOG_FORMATS = Set.of("plain", "ecs");

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--namespace",
      defaultValue = "${env:OPERATOR_NAMESPACE:-wandb-iam-system}",
      description =
          "Namespace of the operator, with the Secrets of the admin credentials."
              + " Environment variable: OPERATOR_NAMESPACE. Default: ${DEFAULT-VALUE}.")
  private String namespace = "";

  @Option(
      names = "--watch-namespaces",
      paramLabel = "NAME[,NAME...]",
      defaultValue = "${env:OPERATOR_WATCH_NAMESPACES:-}",
      description =
          "Comma-separated list of the namespaces to watch. Default: all namespaces."
              + " Environment variable: OPERATOR_WATCH_NAMESPACES.")
  private String watchNamespaces = "";

  @Option(
      names = "--instance",
      defaultValue = "${env:HOSTNAME:-wandb-iam-operator}",
      description =
          "Name of this replica. Environment variable: HOSTNAME. Default: ${DEFAULT-VALUE}.")
  private String instance = "";

  @Option(
      names = "--leader-election",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether only the elected leader of several replicas works. Default: ${DEFAULT-VALUE}.")
  private boolean leaderElection = true;

  @Option(
      names = "--escrow",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether the operator keeps backup copies of API keys in its namespace (escrow), if the"
              + " W&B server shows each key only once. Default: ${DEFAULT-VALUE}.")
  private boolean escrow = true;

  @Option(
      names = "--workers",
      defaultValue = "64",
      description = "Number of resources to reconcile concurrently. Default: ${DEFAULT-VALUE}.")
  private int workers = 64;

  @Option(
      names = "--health-port",
      defaultValue = "0",
      description = "Port for /healthz and /readyz. 0 disables them. Default: ${DEFAULT-VALUE}.")
  private int healthPort;

  @Option(
      names = "--health-address",
      defaultValue = "0.0.0.0",
      description = "IP address for /healthz and /readyz. Default: ${DEFAULT-VALUE}.")
  private String healthAddress = "0.0.0.0";

  @Option(
      names = "--metrics-port",
      defaultValue = "0",
      description = "Port for /metrics. 0 disables it. Default: ${DEFAULT-VALUE}.")
  private int metricsPort;

  @Option(
      names = "--metrics-address",
      defaultValue = "0.0.0.0",
      description = "IP address for /metrics. Default: ${DEFAULT-VALUE}.")
  private String metricsAddress = "0.0.0.0";

  Main() {}

  /** Starts the operator. The exit code is 0 if a signal stopped it. */
  public static void main(String[] arguments) {
    bridgeLogs();
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  /** Sends the log of java.util.logging to Logback, so that all lines have the same format. */
  static void bridgeLogs() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  @Override
  public Integer call() throws InterruptedException {
    checkInstance();
    checkLogFormat();
    var watched = watched();
    var clock = InstantSource.system();
    var election = new LeaderElection(namespace, instance, clock);
    var client = client(new ConfigBuilder(Config.autoConfigure(null)).build(), election.fence());
    var settings =
        new OperatorSettings(
            namespace,
            instance,
            leaderElection,
            escrow,
            workers,
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            BucketTimings.DEFAULT,
            watched);
    var observed = new OperatorMetrics(version());
    var connector =
        new HttpWandbConnector(
            clock,
            version() + " (" + instance + ")",
            observed,
            leaderElection ? election.fence()::isHeld : Fence.OPEN);
    var operator = new IamOperator(client, connector, settings, clock, election, observed);
    var stopped = new CountDownLatch(1);
    var health = health(operator);
    var metrics = metrics(observed, operator);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  election.stopping();
                  health.ifPresent(TextServer::close);
                  metrics.ifPresent(TextServer::close);
                  operator.close();
                  if (leaderElection) {
                    election.release(client);
                  }
                  client.close();
                  stopped.countDown();
                },
                "stop"));
    LOG.info(
        "Starting wandb-iam-operator: version={} instance={} namespace={}",
        version(),
        instance,
        namespace);
    operator.start();
    stopped.await();
    return 0;
  }

  private WatchedNamespaces watched() {
    try {
      return WatchedNamespaces.parse(watchNamespaces);
    } catch (IllegalArgumentException senseless) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--watch-namespaces: " + senseless.getMessage(), senseless);
    }
  }

  /** Checks the characters of the name, because requests send it in a header. */
  private void checkInstance() {
    if (!instance.matches("[A-Za-z0-9._-]+")) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "--instance must consist of letters, digits, '.', '_' and '-': " + instance);
    }
  }

  /** Starts the health server before the operator, for probes; empty if its port is 0. */
  private Optional<TextServer> health(IamOperator operator) {
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

  /** Rejects an unknown format, because Logback would then log nothing. */
  private void checkLogFormat() {
    var format = System.getenv().getOrDefault("OPERATOR_LOG_FORMAT", "plain");
    if (!LOG_FORMATS.contains(format)) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "OPERATOR_LOG_FORMAT must be plain or ecs: " + format);
    }
  }

  private Optional<TextServer> metrics(OperatorMetrics observed, IamOperator operator) {
    return metricsPort == 0
        ? Optional.empty()
        : Optional.of(
            MetricsServer.start(
                new InetSocketAddress(metricsAddress, metricsPort),
                () -> observed.scrape(operator.figures())));
  }

  /**
   * Returns a client for the kinds of this operator. Parses resources leniently. Never uses HTTP/2.
   */
  public static KubernetesClient client(Config config) {
    return builder(config).build();
  }

  /** Returns such a client that writes only while the fence is open. */
  private static KubernetesClient client(Config config, LeaseFence fence) {
    return builder(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("lease", fence))
        .build();
  }

  private static KubernetesClientBuilder builder(Config config) {
    config.setHttp2Disable(true);
    var serialization = LenientSerialization.create();
    IamKinds.ALL.forEach(serialization::registerKubernetesResource);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new ClusterHttpClientFactory())
        .withKubernetesSerialization(serialization);
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The output of {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }
}
