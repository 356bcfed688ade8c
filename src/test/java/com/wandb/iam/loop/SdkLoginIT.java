package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.sandbox.PythonSdk;
import com.wandb.iam.sandbox.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official SDK logs in with nothing but what is in the Secret that the operator made. */
class SdkLoginIT {
  private static PythonSdk sdk;

  @TempDir private Path home;

  @BeforeAll
  static void provide() throws IOException {
    sdk = PythonSdk.forTests();
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void the_official_sdk_logs_in_with_the_secret(SandboxVersion version) throws Exception {
    try (var trainer = Trainer.ready(version)) {
      var variables = new HashMap<String, String>();
      for (var key : trainer.scenario().get(Secret.class, Trainer.SECRET).getData().keySet()) {
        variables.put(key, trainer.scenario().secretValue(Trainer.SECRET, key));
      }
      var netrc = variables.remove("netrc");
      var seen = login(variables);
      assertThat(seen.path("viewer").asText()).isEqualTo(trainer.accountId());
      assertThat(seen.path("entity").asText()).isEqualTo("vision");

      Files.writeString(home.resolve(".netrc"), netrc);
      variables.remove("WANDB_API_KEY");
      assertThat(login(variables).path("viewer").asText()).isEqualTo(trainer.accountId());
    }
  }

  private JsonNode login(Map<String, String> variables) throws IOException, URISyntaxException {
    var script =
        Path.of(Objects.requireNonNull(SdkLoginIT.class.getResource("sdk_login.py")).toURI());
    var outcome = sdk.run(home, script, List.of(), variables);
    assertThat(outcome.code()).as(outcome.output()).isZero();
    var line = outcome.output().lines().filter(text -> text.startsWith("SEEN ")).findFirst();
    return new ObjectMapper().readTree(line.orElseThrow().substring(5));
  }
}
