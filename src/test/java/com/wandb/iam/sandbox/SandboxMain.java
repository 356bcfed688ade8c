package com.wandb.iam.sandbox;

import com.wandb.iam.sandbox.state.SandboxLatency;
import com.wandb.iam.sandbox.state.SandboxLicence;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts only a sandbox, for manual tests with any client. */
@Command(
    name = "sandbox",
    description = "A W&B Server double: SCIM and GraphQL, in memory, on 127.0.0.1.",
    footer =
        "Faults, journal and world: GET, POST or DELETE http://127.0.0.1:PORT/_sandbox/{faults,journal,world}")
public final class SandboxMain implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "0 takes a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--version",
      defaultValue = "0.84.0",
      description = "0.78, 0.80.1, 0.81, 0.83 or 0.84 (default: ${DEFAULT-VALUE})")
  private String version = "0.84.0";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "shows this")
  private boolean help;

  @Option(
      names = "--licence",
      defaultValue = "ENTERPRISE",
      description = "${COMPLETION-CANDIDATES}")
  private SandboxLicence licence = SandboxLicence.ENTERPRISE;

  @Option(
      names = "--latency",
      defaultValue = "0ms",
      description = "10ms, or 10ms-50ms for a random one")
  private String latency = "0ms";

  @Option(
      names = "--admin-key",
      description = "the key of wandb-operator (default: a new one, printed)")
  private @Nullable String adminKey;

  @Option(
      names = "--organization",
      defaultValue = "acme",
      description = "its name (default: ${DEFAULT-VALUE})")
  private String organization = "acme";

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new SandboxMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    SandboxOptions options =
        SandboxOptions.defaults()
            .withPort(port)
            .withLicence(licence)
            .withLatency(SandboxLatency.parse(latency))
            .withVersion(SandboxVersion.parse(version))
            .withOrganization(organization);
    if (adminKey != null) {
      options = options.withAdminKey(adminKey);
    }
    try (Sandbox sandbox = Sandbox.start(options)) {
      System.out.println(
          "W&B Server double " + options.version().text() + ", " + options.licence());
      System.out.println("url        " + sandbox.url());
      System.out.println(
          "admin key  " + sandbox.adminKey() + "   (service account wandb-operator)");
      System.out.println("control    " + sandbox.url() + "/_sandbox/{faults,journal,world}");
      System.out.println("Ctrl-C stops it.");
      CountDownLatch forever = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "stop-sandbox"));
      forever.await();
    }
    return 0;
  }
}
