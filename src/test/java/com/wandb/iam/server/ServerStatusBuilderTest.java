package com.wandb.iam.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Edition;
import com.wandb.iam.crd.v1alpha1.OperatorIdentity;
import com.wandb.iam.crd.v1alpha1.PinnedAccount;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.ServerCounts;
import com.wandb.iam.crd.v1alpha1.WandbServerStatus;
import com.wandb.iam.reconcile.CommonStatus;
import com.wandb.iam.server.sync.ServerIdentity;
import com.wandb.iam.server.sync.SyncResult;
import com.wandb.iam.wandb.AccountType;
import com.wandb.iam.wandb.Capability;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.ServerVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status of a WandbServer: what an answer changes, and what stays. */
class ServerStatusBuilderTest {
  private static final PinnedOrganization ACME =
      new PinnedOrganization("org-1", "Acme", null, "server-1");
  private static final WandbServerStatus BEFORE =
      new WandbServerStatus(
          3L,
          "0.70.0",
          "Standard",
          List.of("Scim"),
          ACME,
          new OperatorIdentity("1", "former", "Admin"),
          new ServerCounts(1, 2, 3, 4),
          null,
          List.of("odd"),
          Map.of("reconcile", "old"),
          List.of());
  private static final CommonStatus REPORT =
      new CommonStatus(4L, List.of(), Map.of("reconcile", "new"));

  private static SyncResult.Serving serving(
      @Nullable ServerVersion version, @Nullable AccountType type, boolean admin) {
    var viewer = new RemoteViewer("7", "operator", null, admin, List.of());
    var capabilities = Set.of(Capability.SCIM, Capability.REGISTRY_ROLES, Capability.HASHED_KEYS);
    var facts = new ServerFacts(version, capabilities, viewer, type, null, Duration.ZERO);
    var identity = new ServerIdentity("-", null, new PinnedAccount("7", "operator", null));
    return new SyncResult.Serving(facts, identity, 5, 6, 7, 8);
  }

  @Test
  void answer_of_the_server_replaces_its_description() {
    var draft = new ServerStatusBuilder(BEFORE);
    draft.describe(
        Edition.Enterprise, serving(new ServerVersion(0, 84, 1), AccountType.ORG_SERVICE, false));
    assertThat(draft.status(REPORT))
        .isEqualTo(
            new WandbServerStatus(
                4L,
                "0.84.1",
                "Enterprise",
                List.of("HashedKeys", "RegistryRoles", "Scim"),
                ACME,
                new OperatorIdentity("7", "operator", "OrganizationServiceAccount"),
                new ServerCounts(5, 6, 7, 8),
                null,
                List.of("odd"),
                Map.of("reconcile", "new"),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "ORG_SERVICE, false, OrganizationServiceAccount",
    "ORG_SERVICE, true, OrganizationServiceAccount",
    "USER, true, Admin",
    "USER, false, User",
    ", true, Admin"
  })
  void account_of_the_operator_is_told_by_its_kind(
      @Nullable AccountType type, boolean admin, String kind) {
    var draft = new ServerStatusBuilder(BEFORE);
    draft.describe(Edition.Auto, serving(null, type, admin));
    var after = draft.status(REPORT);
    assertThat(after.operatorIdentity()).isEqualTo(new OperatorIdentity("7", "operator", kind));
    assertThat(after.edition()).isEqualTo("Unknown");
    assertThat(after.version()).isNull();
  }
}
