package com.wandb.iam.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the double with the official SDK: if the SDK fails, the double is wrong. */
class PythonSdkIT {
  private static PythonSdk sdk;

  @TempDir private Path home;

  @BeforeAll
  static void provide() throws IOException {
    sdk = PythonSdk.forTests();
  }

  private JsonNode walk(Sandbox sandbox) throws IOException, URISyntaxException {
    SandboxWorld.User admin = sandbox.world().users().get(0);
    String key = sandbox.world().issueKeyInApp(admin.id(), "for the sdk");
    Path script =
        Path.of(Objects.requireNonNull(PythonSdkIT.class.getResource("sdk_walk.py")).toURI());
    PythonSdk.Outcome outcome =
        sdk.run(
            home,
            script,
            List.of(sandbox.url().toString(), key, sandbox.options().organization()),
            Map.of());
    assertThat(outcome.code()).as(outcome.output() + "\n" + sandbox.journal().entries()).isZero();
    String line =
        outcome.output().lines().filter(text -> text.startsWith("SEEN ")).findFirst().orElseThrow();
    return new ObjectMapper().readTree(line.substring(5));
  }

  @ParameterizedTest
  @EnumSource(SandboxVersion.class)
  void the_official_sdk_works_with_each_version(SandboxVersion version) throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version))) {
      JsonNode seen = walk(sandbox);
      assertThat(seen.path("sdk").asText()).isEqualTo(PythonSdk.VERSION);
      people(seen, sandbox);
      team(seen, sandbox);
      keys(seen, sandbox);
      registry(seen);
      assertThat(sandbox.journal().entries())
          .extracting(SandboxJournal.Entry::status)
          .doesNotContain(500);
    }
  }

  private static void people(JsonNode seen, Sandbox sandbox) {
    SandboxWorld.User admin = sandbox.world().users().get(0);
    assertThat(seen.at("/viewer/id").asText()).isEqualTo(admin.id());
    assertThat(seen.at("/viewer/username").asText()).isEqualTo("admin");
    assertThat(seen.at("/viewer/admin").asBoolean()).isTrue();
    assertThat(seen.path("default_entity").asText()).isEqualTo("admin");
    assertThat(seen.at("/created_user/username").asText()).isEqualTo("alice");
    assertThat(seen.path("second_alice").asText()).isEqualTo("WandbApiFailedError");
    assertThat(seen.path("user_by_email").asText()).isEqualTo(seen.at("/created_user/id").asText());
    assertThat(seen.path("users_by_part").toString()).isEqualTo("[\"alice\"]");
    assertThat(seen.path("nobody")).isEmpty();
  }

  private static void team(JsonNode seen, Sandbox sandbox) {
    assertThat(seen.at("/team/members").toString()).isEqualTo("[[\"admin\",true,\"USER\"]]");
    assertThat(seen.path("unknown_team").asText()).isEqualTo("KeyError members");
    assertThat(seen.path("invited").asBoolean()).isTrue();
    assertThat(seen.path("invited_again").asBoolean()).isFalse();
    assertThat(seen.path("invited_unknown").asBoolean()).isFalse();
    assertThat(seen.path("invited_stranger").asBoolean()).isTrue();
    assertThat(seen.path("members").toString())
        .isEqualTo(
            "[[\"admin\",true,false],[\"alice\",false,false],[\"stranger@example.com\",false,true]]");
    assertThat(seen.path("removed").asBoolean()).isTrue();
    assertThat(seen.path("removed_stranger").asBoolean()).isTrue();
    assertThat(seen.path("after_removal").asBoolean()).isTrue();
    assertThat(sandbox.world().members("sdk-team"))
        .extracting(SandboxWorld.Member::name)
        .containsExactly("admin", "nightly");
    assertThat(seen.path("projects").toString()).isEqualTo("[\"sdk-project\"]");
  }

  private static void keys(JsonNode seen, Sandbox sandbox) {
    String account = seen.at("/account/id").asText();
    assertThat(seen.at("/account/name").asText()).isEqualTo("nightly");
    assertThat(seen.at("/account/type").asText()).isEqualTo("SERVICE");
    assertThat(seen.path("generated").asText()).matches("(?:[a-z]+-)?[A-Za-z0-9_]{40,}");
    assertThat(seen.path("listed")).hasSize(1);
    assertThat(seen.path("secret_listed").asBoolean()).isFalse();
    assertThat(seen.path("deleted_key").asBoolean()).isTrue();
    assertThat(seen.path("dead_key").asText()).isEqualTo("AuthenticationError");
    assertThat(seen.at("/account/key").isNull())
        .isEqualTo(sandbox.options().version() == SandboxVersion.V0_84);
    assertThat(seen.at("/account_viewer/id").asText()).isEqualTo(account);
    assertThat(seen.at("/account_viewer/keys").asInt()).isEqualTo(1);
    assertThat(seen.at("/rotation/0").asText()).isEqualTo(account);
    assertThat(seen.at("/rotation/1").asBoolean()).isTrue();
    assertThat(sandbox.world().liveKeys(account))
        .extracting(SandboxWorld.Key::secret)
        .containsExactly(seen.at("/rotation/2").asText());
  }

  private static void registry(JsonNode seen) {
    assertThat(seen.path("registry").toString())
        .isEqualTo("[[\"admin\",\"admin\"],[\"alice\",\"viewer\"]]");
    assertThat(seen.path("registry_teams").toString()).isEqualTo("[[\"sdk-team\",\"member\"]]");
    assertThat(seen.path("registry_after").toString()).isEqualTo("[\"admin\"]");
  }
}
