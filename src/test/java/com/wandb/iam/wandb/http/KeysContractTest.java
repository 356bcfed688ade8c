package com.wandb.iam.wandb.http;

import static com.wandb.iam.wandb.http.AnswerReading.found;
import static com.wandb.iam.wandb.http.AnswerReading.from;
import static com.wandb.iam.wandb.http.AnswerReading.listFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.access.TeamRole.BuiltIn;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.RemoteMember;
import com.wandb.iam.wandb.WandbException;
import com.wandb.iam.wandb.WandbException.Unavailable;
import com.wandb.iam.wandb.WandbException.Unavailable.Outage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading of API keys, including those that a server hides. */
class KeysContractTest {
  private static final RemoteMember ACCOUNT =
      new RemoteMember("u1", null, "ci", null, "ci", BuiltIn.MEMBER, AccountType.SERVICE, false);

  @Test
  void keys_of_a_namesake_are_not_returned() {
    var body =
        """
        {"data": {"users": {"edges": [
          {"node": {"id": "u2", "apiKeys": {"edges": [{"node": {"id": "k2", "name": "x"}}]}}},
          {"node": {"id": "u1", "apiKeys": {"edges": [{"node": {"id": "k1", "name": "local-01", "description": "d"}}]}}}
        ]}}}\
        """;
    assertThat(listFrom(body, api -> api.apiKeys().of(ACCOUNT)))
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.id()).isEqualTo("k1");
              assertThat(key.prefix()).isEqualTo("local-01");
              assertThat(key.description()).isEqualTo("d");
            });
  }

  @Test
  void hidden_keys_are_an_error_and_not_empty() {
    var hidden = "{\"data\":{\"users\":{\"edges\":[{\"node\":{\"id\":\"u1\",\"apiKeys\":null}}]}}}";
    assertThatThrownBy(() -> from(hidden, api -> api.apiKeys().of(ACCOUNT)))
        .isInstanceOf(WandbException.Refused.class);
    var unlisted = "{\"data\":{\"users\":{\"edges\":[]}}}";
    assertThatThrownBy(() -> from(unlisted, api -> api.apiKeys().of(ACCOUNT)))
        .isInstanceOf(WandbException.NotFound.class);
  }

  @Test
  void a_hashed_or_hidden_key_cannot_be_read_back() {
    for (var shown : List.of("null", "\"\"", "\"wandb_v1_abc…\"")) {
      var body = "{\"data\":{\"entity\":{\"members\":[{\"id\":\"u1\",\"apiKey\":" + shown + "}]}}}";
      assertThat(found(body, api -> api.apiKeys().readable("vision", "u1"))).isFalse();
    }
    assertThat(found("{\"data\":{\"entity\":null}}", api -> api.apiKeys().readable("vision", "u1")))
        .isFalse();
  }

  @Test
  void malformed_new_key_leaves_the_outcome_unknown() {
    var body = "{\"data\":{\"generateApiKey\":{\"apiKey\":{\"id\":\"k\",\"name\":\"short\"}}}}";
    var error =
        catchThrowableOfType(
            Unavailable.class,
            () -> from(body, api -> api.apiKeys().generate(Connections.KEY, "d")));
    assertThat(error.outcomeUnknown()).isTrue();
    assertThat(error.reason()).isEqualTo(Outage.MALFORMED);
  }
}
