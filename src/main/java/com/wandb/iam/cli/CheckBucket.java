package com.wandb.iam.cli;

import com.wandb.iam.bucket.DeclaredBucket;
import com.wandb.iam.crd.v1alpha1.PreflightMode;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.kube.LenientSerialization;
import com.wandb.iam.kube.Secrets;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketRules;
import com.wandb.iam.storage.check.BucketCheckResult;
import com.wandb.iam.storage.check.BucketPreflight;
import com.wandb.iam.storage.check.BucketVerdict;
import com.wandb.iam.storage.check.PreflightRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Command that checks the buckets of StorageConnectors in files in the same way as the operator.
 */
@Command(
    name = "check-bucket",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the bucket of each StorageConnector in the files. For a failed check, prints a"
          + " document that fixes it, if there is one. The files must also contain the Secrets"
          + " with the credentials.",
      "Exit codes: 0 = no check failed, 1 = a check failed, 2 = the input is invalid."
    })
public final class CheckBucket implements Callable<Integer> {
  private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---\\s*$");

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "File with StorageConnectors and their Secrets. Can be repeated.")
  private List<Path> files = List.of();

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "PEM file with the certificates of the store's private certificate authority.")
  private @Nullable Path authority;

  @Option(
      names = "--timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "Time limit for all checks of one bucket. Default: ${DEFAULT-VALUE}.")
  private int timeout = 30;

  @Spec private @Nullable CommandSpec command;

  private final KubernetesSerialization serialization = LenientSerialization.create();

  /** Creates the command. Picocli sets the options. */
  public CheckBucket() {
    serialization.registerKubernetesResource(StorageConnector.class);
  }

  @Override
  public Integer call() throws IOException {
    var documents = documents();
    var connectors =
        documents.stream()
            .filter(StorageConnector.class::isInstance)
            .map(StorageConnector.class::cast)
            .toList();
    if (connectors.isEmpty()) {
      throw useless("The files contain no StorageConnector: " + files);
    }
    boolean failed = false;
    try (var preflight = new BucketPreflight()) {
      for (var connector : connectors) {
        failed |= check(connector, documents, preflight);
      }
    }
    return failed ? 1 : 0;
  }

  private List<HasMetadata> documents() throws IOException {
    var found = new ArrayList<HasMetadata>();
    for (var file : files) {
      BETWEEN_DOCUMENTS
          .splitAsStream(text(file))
          .filter(document -> !document.isBlank())
          .forEach(document -> found.add(parsed(file, document)));
    }
    return found;
  }

  private String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw useless("File " + file + " does not exist.");
    }
  }

  private HasMetadata parsed(Path file, String document) {
    try {
      HasMetadata resource = serialization.unmarshal(document);
      return resource;
    } catch (IllegalArgumentException | ClassCastException error) {
      throw useless("File " + file + " contains a document that is not a Kubernetes manifest.");
    }
  }

  private ParameterException useless(String message) {
    return new ParameterException(
        Objects.requireNonNull(command, "set by the command line").commandLine(), message);
  }

  /** Throws if the API server would reject the connector, because the checks need a valid spec. */
  private void refuseIncomplete(StorageConnector connector) {
    var name = connector.getMetadata().getName();
    LenientSerialization.misreadFields(connector)
        .ifPresent(
            fields -> {
              throw useless(
                  name + ": " + fields + ": The value is not supported. See kubectl explain.");
            });
    var spec = connector.getSpec();
    if (spec == null || spec.provider() == null || spec.bucket() == null) {
      throw useless(name + ": spec.provider and spec.bucket are required.");
    }
  }

  private boolean check(
      StorageConnector connector, List<HasMetadata> documents, BucketPreflight preflight)
      throws IOException {
    refuseIncomplete(connector);
    var name = connector.getMetadata().getName();
    var location = DeclaredBucket.location(connector.getSpec());
    var credentials = credentials(connector, documents);
    var problems = BucketRules.check(location, credentials);
    if (!problems.isEmpty()) {
      problems.forEach(
          problem -> print(name + ": spec." + problem.field() + ": " + problem.message()));
      return true;
    }
    var results =
        preflight.check(
            new PreflightRequest(
                location,
                credentials,
                connector.getSpec().kmsKeyId(),
                connector.getSpec().preflight() != PreflightMode.ReadOnly,
                authority == null ? null : Files.readString(authority),
                Duration.ofSeconds(timeout)));
    results.forEach(result -> print(name, result));
    return results.stream().anyMatch(result -> result.verdict() == BucketVerdict.Failed);
  }

  private void print(String connector, BucketCheckResult result) {
    print(
        "%s: %-18s %-8s %s"
            .formatted(
                connector,
                result.name(),
                result.verdict(),
                Objects.requireNonNullElse(result.message(), "")));
    if (result.remedy() != null) {
      print(result.remedy());
    }
  }

  private void print(String text) {
    Objects.requireNonNull(command, "set by the command line")
        .commandLine()
        .getOut()
        .println(text.stripTrailing());
  }

  private BucketCredentials credentials(StorageConnector connector, List<HasMetadata> documents) {
    var spec = connector.getSpec();
    if (spec.credentials() == null) {
      return new BucketCredentials.ServerIdentity();
    }
    var wanted = spec.credentials().secretRef().name();
    var secret =
        documents.stream()
            .filter(Secret.class::isInstance)
            .map(Secret.class::cast)
            .filter(one -> wanted.equals(one.getMetadata().getName()))
            .findFirst()
            .orElseThrow(
                () ->
                    useless(
                        connector.getMetadata().getName()
                            + ": spec.credentials.secretRef.name: The files do not contain Secret "
                            + wanted
                            + "."));
    return DeclaredBucket.credentials(spec.provider(), key -> value(secret, key));
  }

  private String value(Secret secret, String key) {
    var plain = secret.getStringData() == null ? null : secret.getStringData().get(key);
    if (plain != null) {
      return plain;
    }
    try {
      return Secrets.value(secret, key)
          .orElseThrow(
              () ->
                  useless(
                      "Secret "
                          + secret.getMetadata().getName()
                          + " has no data key "
                          + key
                          + "."));
    } catch (IllegalArgumentException notEncoded) {
      throw useless(
          "data." + key + " of Secret " + secret.getMetadata().getName() + " is not valid base64.");
    }
  }
}
