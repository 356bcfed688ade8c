package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.IamResource;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.crd.v1alpha1.TeamMembership;
import com.wandb.iam.crd.v1alpha1.TeamMembershipStatus;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resources that are read from files and written again, without an API server. */
class ResourcesAsFilesTest {
  static final Map<String, Class<? extends IamResource<?, ?>>> KINDS =
      Map.of(
          "WandbServer", WandbServer.class,
          "CustomRole", CustomRole.class,
          "Team", Team.class,
          "TeamMembership", TeamMembership.class,
          "ServiceAccount", WandbServiceAccount.class,
          "StorageConnector", StorageConnector.class);

  private static final KubernetesSerialization STRICT =
      new KubernetesSerialization(new ObjectMapper(), false);

  static List<String> manifests() {
    return CrdFiles.resources("manifests").stream()
        .flatMap(file -> CrdFiles.documents(file).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_round_trips(String manifest) {
    var given = STRICT.unmarshal(manifest, JsonNode.class);
    var type = KINDS.get(given.get("kind").asText());
    var read = STRICT.unmarshal(manifest, type);
    var written = STRICT.unmarshal(STRICT.asJson(read), JsonNode.class);
    assertThat(missing("", given, written)).isEmpty();
    assertThat(STRICT.convertValue(written, type).getSpec()).isEqualTo(read.getSpec());
  }

  @Test
  void empty_team_keeps_its_spec() {
    var read =
        STRICT.unmarshal("kind: Team\napiVersion: iam.wandb.com/v1alpha1\nspec: {}", Team.class);
    assertThat(read.getSpec().serverRef().name()).isEqualTo("default");
    assertThat(read.getSpec().deletionPolicy()).isNull();
    assertThat(STRICT.convertValue(read, JsonNode.class).get("spec"))
        .isInstanceOf(ObjectNode.class);
  }

  @Test
  void times_are_written_in_iso_format() {
    var read =
        STRICT.unmarshal(
            "kind: TeamMembership\n"
                + "apiVersion: iam.wandb.com/v1alpha1\n"
                + "spec: {expiresAt: \"2027-01-31T00:00:00Z\"}",
            TeamMembership.class);
    assertThat(read.getSpec().expiresAt()).isEqualTo(Instant.parse("2027-01-31T00:00:00Z"));
    assertThat(STRICT.convertValue(read, JsonNode.class).at("/spec/expiresAt").asText())
        .isEqualTo("2027-01-31T00:00:00Z");
  }

  @Test
  void absent_status_fields_are_not_written() {
    var status =
        new TeamMembershipStatus(
            3L, null, null, null, null, null, null, List.of(), List.of(), List.of(), Map.of(),
            List.of());
    assertThat(STRICT.asJson(status)).isEqualTo("{\"observedGeneration\":3}");
  }

  /** Returns the paths with different values in the output. Absent and empty values are equal. */
  private static List<String> missing(String path, JsonNode given, JsonNode written) {
    if (given.isObject() && (written == null || written.isObject())) {
      return given
          .propertyStream()
          .flatMap(
              field ->
                  missing(
                      path + "/" + field.getKey(),
                      field.getValue(),
                      written == null ? null : written.get(field.getKey()))
                      .stream())
          .toList();
    }
    var empty =
        (given.isArray() || given.isTextual()) && given.size() == 0 && given.asText().isEmpty();
    var off = given.isBoolean() && !given.asBoolean();
    return given.equals(written)
            || (written == null && (empty || off))
            || sameElements(path, given, written)
        ? List.of()
        : List.of(path);
  }

  private static boolean sameElements(String path, JsonNode given, JsonNode written) {
    if (!given.isArray() || written == null || given.size() != written.size()) {
      return false;
    }
    for (int i = 0; i < given.size(); i++) {
      if (!missing(path + "/" + i, given.get(i), written.get(i)).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
