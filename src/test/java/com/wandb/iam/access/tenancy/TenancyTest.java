package com.wandb.iam.access.tenancy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.access.Glob;
import com.wandb.iam.access.RegistryAccess;
import com.wandb.iam.access.TeamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenancyTest {
  private static final AccessRequest VISION =
      AccessRequest.claim("ml-vision", Map.of("tenant", "vision"), "vision-eu");
  private static final TenantEntry ENTRY =
      new TenantEntry(
          "vision",
          Set.of("ml-vision"),
          Optional.empty(),
          globs("vision", "vision-*"),
          false,
          false,
          globs("Admin", "Member"),
          globs("Viewer", "Member"),
          globs("vision-*", "shared"),
          Provision.INVITE,
          globs("*@example.com"),
          false,
          globs("acme-vision", "ml-*"),
          globs("minio.storage.svc:9000"),
          false);

  private static List<Glob> globs(String... patterns) {
    return List.of(patterns).stream().map(Glob::new).toList();
  }

  private static boolean allows(AccessRequest request, TenantEntry... entries) {
    return new Tenancy(List.of(entries)).check(request, "spec").isEmpty();
  }

  @Test
  void no_tenants_allow_creation_but_no_adoption_or_deletion() {
    assertThat(allows(VISION)).isTrue();
    assertThat(allows(VISION.adopting())).isFalse();
    assertThat(allows(VISION.deletingTeam())).isFalse();
  }

  @Test
  void entry_allows_only_its_namespaces_and_teams() {
    assertThat(allows(VISION, ENTRY)).isTrue();
    assertThat(allows(AccessRequest.claim("ml-vision", Map.of(), "speech"), ENTRY)).isFalse();
    assertThat(allows(AccessRequest.claim("ml-speech", Map.of(), "vision"), ENTRY)).isFalse();
  }

  @Test
  void grants_beyond_the_tenant_entry_are_refused() {
    var people = List.of(List.of("alice@Example.com"));
    assertThat(allows(VISION.granting(TeamRole.BuiltIn.ADMIN, people), ENTRY)).isTrue();
    assertThat(allows(VISION.granting(TeamRole.BuiltIn.VIEWER, people), ENTRY)).isFalse();
    assertThat(
            allows(
                VISION.granting(TeamRole.BuiltIn.MEMBER, List.of(List.of("eve@elsewhere.com"))),
                ENTRY))
        .isFalse();
  }

  /** Registries that the request names, with the role in each, and whether it is allowed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shared=MEMBER                   | true
          vision-models=VIEWER            | true
          vision-models=VIEWER shared=MEMBER | true
          shared=ADMIN                    | false
          shared=RESTRICTED_VIEWER        | false
          models=MEMBER                   | false
          vision=VIEWER                   | false
          SHARED=MEMBER                   | false
          shared=MEMBER models=MEMBER     | false
          shared=MEMBER vision-data=ADMIN | false
          """)
  void registry_roles_are_limited_to_registries_and_roles(String roles, boolean allowed) {
    assertThat(allows(inRegistries(roles), ENTRY)).isEqualTo(allowed);
    assertThat(allows(inRegistries(roles))).as("without tenants").isFalse();
  }

  private static AccessRequest inRegistries(String roles) {
    var asked =
        Stream.of(roles.split(" "))
            .map(role -> role.split("="))
            .collect(toMap(role -> role[0], role -> RegistryAccess.valueOf(role[1])));
    return VISION.granting(TeamRole.BuiltIn.MEMBER, List.of()).with(asked, Provision.NONE);
  }

  @Test
  void entry_without_registries_allows_no_registry_role() {
    var entry =
        new TenantEntry(
            "vision",
            Set.of("ml-vision"),
            Optional.empty(),
            globs("*"),
            true,
            true,
            globs("*"),
            globs("*"),
            globs(),
            Provision.CREATE,
            globs("*"),
            true,
            globs("*"),
            globs("*"),
            true);
    assertThat(allows(inRegistries("shared=VIEWER"), entry)).isFalse();
    assertThat(allows(VISION.granting(TeamRole.BuiltIn.ADMIN, List.of()), entry)).isTrue();
  }

  @Test
  void violation_names_a_few_registries_and_counts_the_others() {
    var request = inRegistries("a=VIEWER b=VIEWER c=MEMBER d=VIEWER e=ADMIN f=VIEWER g=VIEWER");
    assertThat(new Tenancy(List.of(ENTRY)).check(request, "spec").orElseThrow().problem())
        .contains(
            "grant Member and, in registries, Viewer in a, Viewer in b, Member in c, Viewer in d,"
                + " Admin in e and 2 more to these users");
  }

  @Test
  void provisioning_beyond_the_tenant_entry_is_refused() {
    var granting = VISION.granting(TeamRole.BuiltIn.MEMBER, List.of());
    assertThat(allows(granting.with(Map.of(), Provision.INVITE), ENTRY)).isTrue();
    assertThat(allows(granting.with(Map.of(), Provision.CREATE), ENTRY)).isFalse();
    assertThat(allows(granting.with(Map.of(), Provision.INVITE))).isFalse();
  }

  @Test
  void request_split_over_two_tenant_entries_is_refused() {
    var adopter =
        new TenantEntry(
            "other",
            Set.of("ml-vision"),
            Optional.empty(),
            globs("speech"),
            true,
            true,
            globs("*"),
            globs("*"),
            globs("*"),
            Provision.CREATE,
            globs("*"),
            true,
            globs("*"),
            globs("*"),
            true);
    assertThat(allows(VISION.adopting(), ENTRY, adopter)).isFalse();
  }

  @Test
  void selector_matches_labels_and_empty_selector_matches_all() {
    var byLabel =
        new TenantEntry(
            "label",
            Set.of(),
            Optional.of(new Selector(Map.of("tenant", "vision"), List.of())),
            globs("*"),
            false,
            false,
            globs("*"),
            globs(),
            globs(),
            Provision.NONE,
            globs("*"),
            false,
            globs(),
            globs(),
            false);
    assertThat(allows(VISION, byLabel)).isTrue();
    assertThat(allows(AccessRequest.claim("x", Map.of("tenant", "other"), "t"), byLabel)).isFalse();
    assertThat(new Selector(Map.of(), List.of()).matches(Map.of())).isTrue();
  }

  @Test
  void selector_operators_have_kubernetes_semantics() {
    assertThat(matches(Selector.Operator.IN, "a")).isTrue();
    assertThat(matches(Selector.Operator.IN, "b")).isFalse();
    assertThat(matches(Selector.Operator.NOT_IN, "b")).isTrue();
    assertThat(matches(Selector.Operator.NOT_IN, "a")).isFalse();
    assertThat(matches(Selector.Operator.EXISTS)).isTrue();
    assertThat(matches(Selector.Operator.DOES_NOT_EXIST)).isFalse();
  }

  private static boolean matches(Selector.Operator operator, String... values) {
    var requirement = new Selector.Requirement("key", operator, Set.of(values));
    return new Selector(Map.of(), List.of(requirement)).matches(Map.of("key", "a"));
  }

  @Test
  void violation_names_no_other_namespace() {
    var violation =
        new Tenancy(List.of(ENTRY))
            .check(AccessRequest.claim("ml-speech", Map.of(), "vision"), "spec.name")
            .orElseThrow();
    assertThat(violation.message())
        .startsWith("spec.name: This namespace may not claim the team vision")
        .doesNotContain("ml-vision");
  }

  @Test
  void globs_match_runs_and_single_letters() {
    assertThat(new Glob("vision-*").matches("vision-")).isTrue();
    assertThat(new Glob("*-eu-*").matches("a-eu-b-eu-c")).isTrue();
    assertThat(new Glob("v?sion").matches("vision")).isTrue();
    assertThat(new Glob("v?sion").matches("vsion")).isFalse();
    assertThat(new Glob("vision").matches("visions")).isFalse();
    assertThat(new Glob("*").matches("")).isTrue();
  }

  private static AccessRequest bucket(String name, String endpoint, boolean serverIdentity) {
    return AccessRequest.bucket(
        "ml-vision",
        Map.of(),
        new BucketUse(name, Optional.of(endpoint).filter(e -> !e.isEmpty()), serverIdentity));
  }

  @Test
  void bucket_use_requires_a_tenant_entry() {
    assertThat(allows(bucket("acme-vision", "", false))).isFalse();
    assertThat(allows(bucket("acme-vision", "", false), ENTRY)).isTrue();
    assertThat(allows(bucket("ml-data", "MINIO.storage.svc:9000", false), ENTRY)).isTrue();
    assertThat(allows(bucket("other", "", false), ENTRY)).isFalse();
    assertThat(allows(bucket("ml-data", "10.0.0.1:9000", false), ENTRY)).isFalse();
    assertThat(allows(bucket("ml-data", "", true), ENTRY)).isFalse();
    assertThat(
            new Tenancy(List.of(ENTRY))
                .check(bucket("other", "10.0.0.1:80", true), "spec.bucket")
                .orElseThrow()
                .message())
        .contains("the bucket other at 10.0.0.1:80 with the server's own identity");
  }
}
