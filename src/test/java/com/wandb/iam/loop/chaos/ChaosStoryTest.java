package com.wandb.iam.loop.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.loop.crash.Writes;
import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.SandboxWorld;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.WandbApi;
import com.wandb.iam.wandb.http.HttpWandbConnector;
import com.wandb.iam.wandb.transport.RequestObserver;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ChaosStoryTest {
  private static final String NAME = "squad-00-bot-1";
  private static final String MARKER =
      "wandb-iam-operator cluster=c1 resource=0f0e0d0c-0000-4000-8000-0123456789ab key=1";

  private final Sandbox sandbox =
      Sandbox.start(SandboxOptions.defaults().withVersion(SandboxVersion.V0_83));
  private final ChaosStory story = new ChaosStory(sandbox);

  private WandbApi api() {
    return new HttpWandbConnector(InstantSource.system(), "test", RequestObserver.NONE)
        .connect(
            "server",
            new ConnectionSettings(
                sandbox.url(),
                ApiKey.of(sandbox.adminKey()),
                "",
                null,
                20,
                4,
                Duration.ofSeconds(5)));
  }

  private SandboxWorld.Key lastKey() {
    return sandbox.world().keysEverIssued().getLast();
  }

  @Test
  void leaked_key_is_reported_with_its_account_and_requests() {
    sandbox.world().addTeam("squad-00");
    try (var api = api();
        sandbox) {
      api.serviceAccounts().create("squad-00", NAME);
      var first = lastKey();
      api.serviceAccounts().create("squad-00", "squad-00-bot-0");
      story.note("operator 1 was killed");
      api.apiKeys().generate(ApiKey.of(first.secret()), MARKER);
      assertThat(story.historyOfLeaked(first))
          .contains("first key of its account", "graphql.createServiceAccount", NAME)
          .contains("operator 1 was killed", "which is there", "graphql.generateApiKey")
          .doesNotContain("squad-00-bot-0", first.secret(), lastKey().secret());
      assertThat(story.historyOfLeaked(lastKey()))
          .contains(MARKER, "made at", "graphql.generateApiKey")
          .doesNotContain(lastKey().secret());
    }
  }

  @Test
  void cluster_write_is_reported_without_secret_values() {
    try (sandbox) {
      story.passes(NAME, "PUT /api/v1/secrets/x\n{\"data\":{\"KEY\":\"c2VjcmV0\"},\"kind\":\"S\"}");
      story.passes("squad-00-bot-0", "PUT /api/v1/secrets/y\n{}");
      story.isCut(NAME, "PATCH /api/v1/z\n{}", Writes.Fate.CUT_AFTER);
      assertThat(story.of(NAME))
          .contains("PUT /api/v1/secrets/x", "PATCH /api/v1/z CUT_AFTER")
          .doesNotContain("c2VjcmV0", "secrets/y");
    }
  }
}
