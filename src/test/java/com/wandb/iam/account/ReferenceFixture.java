package com.wandb.iam.account;

import static org.awaitility.Awaitility.await;

import com.wandb.iam.crd.v1alpha1.PinnedOrganization;
import com.wandb.iam.crd.v1alpha1.WandbServer;
import com.wandb.iam.kube.EventRecorder;
import com.wandb.iam.kube.Namespaces;
import com.wandb.iam.kube.WatchedNamespaces;
import com.wandb.iam.reconcile.LastWrites;
import com.wandb.iam.resources.Claims;
import com.wandb.iam.resources.FakeCaches;
import com.wandb.iam.resources.ResourceFinder;
import com.wandb.iam.resources.ServerOwnership;
import com.wandb.iam.server.sync.References;
import com.wandb.iam.server.sync.ServerBindings;
import com.wandb.iam.server.sync.Servers;
import com.wandb.iam.server.sync.SyncListener;
import com.wandb.iam.wandb.ApiKey;
import com.wandb.iam.wandb.ConnectionSettings;
import com.wandb.iam.wandb.FakeWandb;
import com.wandb.iam.wandb.snapshot.SnapshotDiff;
import com.wandb.iam.wandb.write.OpenGate;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** References to the WandbServer central, whose server is in memory. */
public final class ReferenceFixture implements AutoCloseable {
  public final FakeCaches caches = new FakeCaches();
  public final Claims claims = new Claims(claimant -> true, claimant -> {});
  public final ResourceFinder finder =
      new ResourceFinder(caches.resources(), caches.live(), new LastWrites(AccountFixture.CLOCK));
  public final Namespaces namespaces;
  public final References references;
  private final Servers servers;

  public ReferenceFixture(KubernetesClient client, FakeWandb server) {
    namespaces = new Namespaces(client, WatchedNamespaces.ALL, name -> {});
    servers =
        new Servers(
            (name, settings) -> server,
            name -> new OpenGate(),
            AccountFixture.CLOCK,
            listener(),
            caches.resources());
    references =
        new References(
            finder,
            servers,
            claims,
            namespaces,
            new ServerOwnership("mine", WatchedNamespaces.ALL),
            new ServerBindings(
                new EventRecorder(client, AccountFixture.CLOCK, "test", Optional::empty),
                AccountFixture.CLOCK));
    caches.add(
        WandbServer.class,
        "{metadata: {name: central, uid: s1}, spec: {url: 'https://wandb.example.com', credentials:"
            + " {secretRef: {name: a}}}}");
  }

  /** Reads the server as it is now, and waits until it is connected. */
  public void connect() {
    servers.ensure(
        "central",
        new ConnectionSettings(
            URI.create("https://wandb.example.com"),
            ApiKey.of("local-" + "1".repeat(40)),
            "operator",
            null,
            10,
            10,
            Duration.ofSeconds(5)),
        Duration.ofHours(1),
        null);
    servers
        .syncs()
        .forEach(sync -> sync.admit(new PinnedOrganization("org-1", null, null, "server-1")));
    await().dontCatchUncaughtExceptions().until(() -> servers.connection("central").isPresent());
  }

  private static SyncListener listener() {
    return new SyncListener() {
      @Override
      public void changed(String server) {}

      @Override
      public void differs(String server, SnapshotDiff diff) {}

      @Override
      public void grew(String server, SnapshotDiff own) {}
    };
  }

  @Override
  public void close() {
    servers.close();
    namespaces.close();
  }
}
