package com.wandb.iam.wandb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.wandb.iam.sandbox.Sandbox;
import com.wandb.iam.sandbox.state.SandboxOptions;
import com.wandb.iam.sandbox.state.SandboxVersion;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.TeamBucket;
import com.wandb.iam.wandb.WandbException.Refused;
import com.wandb.iam.wandb.WandbException.Refused.Refusal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Teams with storage buckets: accepted buckets, and the reasons for refusal. */
class TeamBucketsContractTest {
  private static TeamBucket bucket(String provider, String name) {
    return new TeamBucket(provider, name, "teams/vision", "key", null, null, null);
  }

  @ParameterizedTest
  @EnumSource
  void team_is_created_only_with_its_bucket(SandboxVersion version) {
    try (var sandbox = Sandbox.start(SandboxOptions.defaults().withVersion(version));
        var api = Connections.to(sandbox.url(), ApiKey.of(sandbox.adminKey()), "")) {
      assertThatThrownBy(() -> api.teams().create("vision", List.of(), bucket("AWS", "unknown")))
          .asInstanceOf(type(Refused.class))
          .returns(Refusal.BUCKET, Refused::reason);
      assertThatThrownBy(() -> api.teams().create("vision", List.of(), bucket("aws", "unknown")))
          .asInstanceOf(type(Refused.class))
          .returns(Refusal.STORAGE_PROVIDER, Refused::reason);
      assertThat(api.teams().byName("vision")).isEmpty();

      sandbox.world().addBucket("known");
      api.teams().create("vision", List.of(), bucket("AWS", "known"));
      assertThat(sandbox.world().bucketOf("vision")).contains("known (AWS)");
    }
  }
}
