package com.wandb.iam.account;

import com.wandb.iam.access.Violation;
import com.wandb.iam.access.plan.Guard;
import com.wandb.iam.access.plan.ObservedTeam;
import com.wandb.iam.access.plan.Step;
import com.wandb.iam.account.scope.AccountReconciliation;
import com.wandb.iam.account.scope.TeamScope;
import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccount;
import com.wandb.iam.crd.v1alpha1.WandbServiceAccountStatus;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.IdAnnotation;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.server.sync.Creations;
import com.wandb.iam.server.sync.ServerConnection;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.RemoteTeam;
import com.wandb.iam.wandb.Remotes;
import com.wandb.iam.wandb.snapshot.SnapshotReader;
import com.wandb.iam.wandb.snapshot.SnapshotStore;
import com.wandb.iam.wandb.write.RemovalGate;
import com.wandb.iam.wandb.write.TeamWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * A W&amp;B server in memory with the team vision, and reconciliations of ServiceAccounts there.
 */
public final class AccountFixture implements AutoCloseable {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final InstantSource CLOCK = () -> NOON;

  public final FakeWandb server = new FakeWandb();
  private final SnapshotStore store = new SnapshotStore(() -> {});
  private final TeamWriter writer =
      new TeamWriter(server, store, new Guard("operator"), new NoGate(), CLOCK);
  private final KubernetesClient client;

  public AccountFixture(KubernetesClient client) {
    this.client = client;
    server.team("vision");
  }

  /** Opens a connection with a fresh snapshot. */
  public ServerConnection connection() {
    store.replace(new SnapshotReader(server, CLOCK).read(null));
    return new ServerConnection(
        "central",
        server,
        store,
        writer,
        server.probe(),
        new PinnedOrganization("org-1", null, null, "server-1"));
  }

  public TeamScope vision() {
    return new TeamScope(connection(), Remotes.team("vision"), CLOCK);
  }

  /** Creates a service account of the team vision on the server, and returns its id. */
  public String account(String name) {
    return server.serviceAccounts().create("vision", name);
  }

  /** Returns the resource trainer with this spec and status in YAML. */
  public WandbServiceAccount resource(String spec, String status) {
    var serialization = client.getKubernetesSerialization();
    var resource =
        serialization.unmarshal(
            """
            metadata: {name: trainer, namespace: ml, uid: uid-1, generation: 1}
            spec: {teamRef: {name: vision}%s}
            """
                .formatted(spec.isEmpty() ? "" : ", " + spec),
            WandbServiceAccount.class);
    resource.setStatus(
        serialization.unmarshal("--- {" + status + "}", WandbServiceAccountStatus.class));
    return resource;
  }

  public AccountReconciliation reconciliation(String spec, String status) {
    return reconciliation(resource(spec, status));
  }

  public AccountReconciliation reconciliation(WandbServiceAccount resource) {
    return new AccountReconciliation(new LastWrites(CLOCK), resource, context());
  }

  public Creations creations() {
    var key = new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    return new Creations(new IdAnnotation(client, key), events(), CLOCK);
  }

  public EventRecorder events() {
    return new EventRecorder(client, CLOCK, "test", Optional::empty);
  }

  @SuppressWarnings("unchecked")
  private Context<WandbServiceAccount> context() {
    return (Context<WandbServiceAccount>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getClient" -> replacing();
                  case "getSecondaryResources" ->
                      Set.copyOf(client.secrets().inAnyNamespace().list().getItems());
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /**
   * Returns the client, with a status that is replaced as the API server does it: the one in memory
   * cannot apply, and its merge adds to lists.
   */
  private KubernetesClient replacing() {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) ->
                method.getName().equals("resource")
                        && arguments[0] instanceof WandbServiceAccount account
                    ? replacing(account)
                    : invoke(method, client, arguments));
  }

  private Object replacing(WandbServiceAccount account) {
    return Proxy.newProxyInstance(
        NamespaceableResource.class.getClassLoader(),
        new Class<?>[] {NamespaceableResource.class},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "subresource" -> proxy;
              case "patch" -> replace(account, (String) arguments[1]);
              default -> invoke(method, client.resource(account), arguments);
            });
  }

  private WandbServiceAccount replace(WandbServiceAccount account, String body) {
    var sent = client.getKubernetesSerialization().unmarshal(body, WandbServiceAccount.class);
    var next = client.resource(account).get();
    next.setStatus(sent.getStatus());
    return client.resource(next).updateStatus();
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public void close() {
    writer.close();
  }

  /** Gate of a writer that writes no members. */
  private static final class NoGate implements RemovalGate {
    @Override
    public List<Optional<Violation>> admit(RemoteTeam team, ObservedTeam before, List<Step> steps) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void done(RemoteTeam team, ObservedTeam before, Step step) {}
  }
}
