package com.wandb.iam.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.storage.BucketAddress;
import com.wandb.iam.storage.BucketCredentials;
import com.wandb.iam.storage.BucketLocation;
import com.wandb.iam.storage.BucketProvider;
import com.wandb.iam.storage.check.BucketPreflight;
import com.wandb.iam.storage.check.PreflightRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the clients of providers are loaded only when they are used. */
class LoadedClassesTest {
  private static final Pattern LOADED =
      Pattern.compile("\\[class,load] ([\\w.$]+) source: (?:file|jar):");

  /** Program of the process below. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      var location =
          new BucketLocation(BucketProvider.MINIO, "bucket", null, "r", "127.0.0.1:1", false, null);
      var credentials = new BucketCredentials.AccessKey("key", "secret");
      System.out.println(new BucketAddress(location, credentials));
      try (var preflight = new BucketPreflight()) {
        if (arguments.length > 0) {
          preflight.check(
              new PreflightRequest(
                  location, credentials, null, true, null, Duration.ofSeconds(20)));
        }
      }
    }
  }

  /** Returns the names of the classes that the program loads from the classpath. */
  private static List<String> loadedBy(String... arguments)
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-verbose:class"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Program.class.getName());
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return LOADED.matcher(output).results().map(match -> match.group(1)).toList();
  }

  private static Predicate<String> startingWith(String... beginnings) {
    return name -> Arrays.stream(beginnings).anyMatch(name::startsWith);
  }

  @Test
  void no_client_is_loaded_before_a_bucket_check() throws Exception {
    assertThat(loadedBy())
        .contains("com.wandb.iam.storage.check.BucketPreflight")
        .noneMatch(
            startingWith(
                "software.amazon.",
                "com.google.",
                "com.azure.",
                "org.apache.hc.client5.http.impl.",
                "org.apache.hc.core5."));
  }

  @Test
  void bucket_check_loads_only_its_providers_client() throws Exception {
    assertThat(loadedBy("look"))
        .contains("software.amazon.awssdk.services.s3.S3Client")
        .noneMatch(startingWith("com.google.", "com.azure."));
  }
}
