package com.wandb.iam.loop.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.loop.world.Trainer;
import com.wandb.iam.sandbox.PythonConversation;
import com.wandb.iam.sandbox.PythonSdk;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxVersion;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the official SDK logs in with only the content of the operator's Secret. */
class SdkLoginIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path everybody;
  private static @Nullable PythonConversation sdk;

  @TempDir private Path home;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    var script =
        Path.of(Objects.requireNonNull(SdkLoginIT.class.getResource("sdk_login.py")).toURI());
    sdk = PythonSdk.forTests().converse(everybody, script);
  }

  @AfterAll
  static void end() {
    if (sdk != null) {
      sdk.close();
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void the_official_sdk_logs_in_with_the_secret(SandboxVersion version) throws IOException {
    try (var trainer = Trainer.ready(version)) {
      var variables = secretOf(trainer);
      var netrc = Objects.requireNonNull(variables.remove("netrc"));
      assertIsIn(trainer, login(variables));

      Files.writeString(home.resolve(".netrc"), netrc);
      variables.remove("WANDB_API_KEY");
      assertIsIn(trainer, login(variables));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void the_official_sdk_logs_in_before_during_and_after_a_rotation(SandboxVersion version)
      throws IOException {
    try (var trainer = Trainer.ready(version)) {
      var before = secretOf(trainer);
      assertIsIn(trainer, login(before));

      trainer
          .scenario()
          .annotate(WandbServiceAccount.class, "trainer", "iam.wandb.com/rotate", "one");
      trainer.scenario().awaitTrue(() -> hasPrevious(trainer));
      var after = secretOf(trainer);
      assertThat(after.remove("WANDB_API_KEY_PREVIOUS")).isEqualTo(before.get("WANDB_API_KEY"));
      assertIsIn(trainer, login(before));
      assertIsIn(trainer, login(after));

      endOverlap(trainer);
      assertThat(login(before).path("refused").asText()).contains("Failed to authenticate");
      assertIsIn(trainer, login(secretOf(trainer)));
      assertIsIn(trainer, login(after));
    }
  }

  private static boolean hasPrevious(Trainer trainer) {
    return trainer
        .scenario()
        .get(Secret.class, Trainer.SECRET)
        .getData()
        .containsKey("WANDB_API_KEY_PREVIOUS");
  }

  /** Ends the overlap of the previous key. */
  private static void endOverlap(Trainer trainer) {
    trainer.apply("secret: {netrc: true}\napiKey: {rotation: {every: 720h, overlap: 1s}}");
    trainer
        .scenario()
        .awaitTrue(
            () ->
                trainer.scenario().sandbox().world().liveKeys(trainer.accountId()).stream()
                    .map(SandboxWorld.Key::secret)
                    .toList()
                    .equals(List.of(trainer.key())));
    assertThat(hasPrevious(trainer)).isFalse();
  }

  /** Returns the variables of a pod that references the whole Secret. */
  private static Map<String, String> secretOf(Trainer trainer) {
    var variables = new HashMap<String, String>();
    for (var key : trainer.scenario().get(Secret.class, Trainer.SECRET).getData().keySet()) {
      variables.put(key, trainer.scenario().secretValue(Trainer.SECRET, key));
    }
    return variables;
  }

  private static void assertIsIn(Trainer trainer, JsonNode seen) {
    assertThat(seen.path("viewer").asText()).as("%s", seen).isEqualTo(trainer.accountId());
    assertThat(seen.path("entity").asText()).isEqualTo("vision");
  }

  private JsonNode login(Map<String, String> variables) throws IOException {
    var own = new HashMap<>(variables);
    own.put("HOME", home.toString());
    var said = Objects.requireNonNull(sdk).ask(JSON.writeValueAsString(own));
    assertThat(said).endsWith("ENDED 0\n");
    var line = said.lines().filter(text -> text.startsWith("SEEN ")).findFirst();
    return JSON.readTree(line.orElseThrow().substring(5));
  }
}
