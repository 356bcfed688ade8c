package com.wandb.iam.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.crd.v1alpha1.CustomRole;
import com.wandb.iam.crd.v1alpha1.CustomRoleStatus;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.reconcile.Contests;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.reconcile.WorkObserver;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteRole;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.RemoteViewer;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.ServerFacts;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.TeamWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class RoleKeeperTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private Instant now = NOON;
  private final Contests contests = new Contests(() -> now);

  private KubernetesClient client;
  private CustomRole resource;
  private RoleKeeper keeper;
  private ServerConnection connection;
  private TeamWriter writer;

  @BeforeEach
  void begin() {
    resource =
        client
            .resource(
                client
                    .getKubernetesSerialization()
                    .unmarshal(
                        """
                        metadata:
                          name: annotator
                          annotations:
                            iam.wandb.com/id: -/id-annotator
                            iam.wandb.com/id-proof: cmUF5VtOsed7ZxkCakJ_MkLvzHXKNKpWJ_CtmRSHpyY
                        spec:
                          serverRef: {name: central}
                          inherits: Viewer
                          permissions: ["project:update"]
                        """,
                        CustomRole.class))
            .create();
    resource.getMetadata().setGeneration(1L);
    resource.setStatus(
        client
            .getKubernetesSerialization()
            .convertValue(
                Map.of("id", "id-annotator", "name", "annotator"), CustomRoleStatus.class));
    writer = new TeamWriter(server, store, new Guard("operator"), new NoGate(), () -> now);
    connection =
        new ServerConnection(
            "central",
            server,
            store,
            writer,
            new ServerFacts(
                null,
                Set.of(),
                new RemoteViewer("operator", "operator", null, true, List.of()),
                null,
                null,
                Duration.ZERO),
            new PinnedOrganization("-", null, null, "server-1"));
    keeper =
        new RoleKeeper(
            contests,
            new Creations(
                new IdAnnotation(
                    client,
                    new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256")),
                new EventRecorder(client, () -> now, "test", Optional::empty),
                () -> now),
            new EventRecorder(client, () -> now, "test", Optional::empty),
            WorkObserver.NONE,
            () -> now);
  }

  @AfterEach
  void end() {
    writer.close();
  }

  @Test
  void role_contested_once_is_corrected_at_its_next_drift() {
    drift();
    ensure();
    drift();
    ensure();
    drift();
    assertThatThrownBy(this::ensure).isInstanceOf(ReconcileAbort.class);

    agree();
    ensure();
    now = now.plus(Duration.ofDays(30));
    drift();
    assertThat(ensure().added()).containsExactly("project:update");
  }

  @Test
  void role_contested_once_stays_contested_while_it_differs() {
    drift();
    ensure();
    drift();
    ensure();
    drift();
    assertThatThrownBy(this::ensure).isInstanceOf(ReconcileAbort.class);
    now = now.plus(Duration.ofDays(30));
    assertThatThrownBy(this::ensure).isInstanceOf(ReconcileAbort.class);
    assertThat(server.script().journal("replaceRole")).hasSize(2);
  }

  private void drift() {
    sync(Remotes.role("annotator", "Annotates", "project:read"));
  }

  private void agree() {
    sync(Remotes.role("annotator", "Annotates", "project:update"));
  }

  private void sync(RemoteRole role) {
    now = now.plusSeconds(10);
    server.role(role);
    store.replace(new SnapshotReader(server, () -> now).read(null));
  }

  private RemoteRole ensure() {
    return keeper.ensure(
        new RoleReconciliation(new LastWrites(() -> now), resource, context()),
        connection,
        INTERVAL);
  }

  @SuppressWarnings("unchecked")
  private Context<CustomRole> context() {
    return (Context<CustomRole>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getClient")) {
                return client;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** Gate of a writer that writes nothing, because roles are not members. */
  private static final class NoGate implements RemovalGate {
    @Override
    public List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void done(RemoteTeam team, ObservedTeam before, Step step) {}
  }
}
