package com.wandb.iam;

import com.wandb.iam.bucket.binding.BucketTimings;
import com.wandb.iam.cli.CheckBucket;
import com.wandb.iam.crd.v1alpha1.IamKinds;
import com.wandb.iam.health.HealthChecks;
import com.wandb.iam.health.HealthServer;
import com.wandb.iam.health.TextServer;
import com.wandb.iam.health.Vitals;
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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  /** There is a logback-….xml for each. */
  private static final Set<String> LOG_FORMATS = Set.of("plain", "ecs");

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--namespace",
      defaultValue = "${env:OPERATOR_NAMESPACE:-wandb-iam-system}",
      description =
          "The operator's own namespace, where admin credentials are read from"
              + " (environment OPERATOR_NAMESPACE; default ${DEFAULT-VALUE}).")
  private String namespace = "";

  @Option(
      names = "--watch-namespaces",
      paramLabel = "NAME[,NAME...]",
      defaultValue = "${env:OPERATOR_WATCH_NAMESPACES:-}",
      description =
          "The namespaces to work in, with commas between them; none for all"
              + " (environment OPERATOR_WATCH_NAMESPACES).")
  private String watchNamespaces = "";

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

  @Option(
      names = "--metrics-port",
      defaultValue = "0",
      description = "Where /metrics is answered; 0 for nowhere (default ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Option(
      names = "--metrics-address",
      defaultValue = "0.0.0.0",
      description = "The address to answer /metrics at (default ${DEFAULT-VALUE}).")
  private String metricsAddress = "0.0.0.0";

  Main() {}

  /** Starts the operator; the exit code is 0 after an orderly stop. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
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
    LOG.info("wandb-iam-operator {} starting as {} in {}", version(), instance, namespace);
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

  /** Servers are told it in a header. */
  private void checkInstance() {
    if (!instance.matches("[A-Za-z0-9._-]+")) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "--instance must consist of letters, digits, '.', '_' and '-': " + instance);
    }
  }

  /** Answers from the first moment on: a process that takes long to start is not dead. */
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

  /** A format that is not there would be silence. */
  private void checkLogFormat() {
    var format = System.getenv().getOrDefault("OPERATOR_LOG_FORMAT", "plain");
    if (!LOG_FORMATS.contains(format)) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "OPERATOR_LOG_FORMAT is one of plain and ecs, not " + format);
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

  /** A client that knows our kinds, reads them leniently and never speaks HTTP/2. */
  public static KubernetesClient client(Config config) {
    return builder(config).build();
  }

  /** The same, held back by the fence. */
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
        .withKubernetesSerialization(serialization);
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
