package com.wandb.iam.loop.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes and the watches that get them.
 *
 * <p>Uses the lock of its constructor, so that a watch begins at exactly one version.
 */
final class ApiWatches implements AutoCloseable {
  /** A change of an object: created without a state before, deleted without a state after. */
  record Change(
      long version, String collection, @Nullable ObjectNode before, @Nullable ObjectNode after) {}

  private final Object lock;
  private final List<Change> changes = new ArrayList<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  /** One thread, so that each watch gets changes in order. */
  private final ExecutorService courier =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("courier").factory());

  ApiWatches(Object lock) {
    this.lock = lock;
  }

  void tell(Change change) {
    changes.add(change);
    watches.forEach(watch -> watch.tell(change));
  }

  /**
   * Returns a watch that begins when its connection is open.
   *
   * @param present existing objects, for clients without a version
   * @param since the client's version, 0 for none
   */
  WebSocketListener from(
      String collection,
      Predicate<ObjectNode> wanted,
      Supplier<Collection<ObjectNode>> present,
      long since) {
    return new Watch(collection, wanted, present, since);
  }

  private final class Watch extends WebSocketListener {
    private final String collection;
    private final Predicate<ObjectNode> wanted;
    private final Supplier<Collection<ObjectNode>> present;
    private final long since;
    private @Nullable WebSocket socket;

    Watch(
        String collection,
        Predicate<ObjectNode> wanted,
        Supplier<Collection<ObjectNode>> present,
        long since) {
      this.collection = collection;
      this.wanted = wanted;
      this.present = present;
      this.since = since;
    }

    @Override
    public void onOpen(WebSocket opened, Response response) {
      synchronized (lock) {
        socket = opened;
        if (since == 0) {
          present.get().stream().filter(wanted).forEach(one -> send("ADDED", one));
        } else {
          changes.stream().filter(change -> change.version() > since).forEach(this::tell);
        }
        watches.add(this);
      }
    }

    void tell(Change change) {
      if (!change.collection().equals(collection)) {
        return;
      }
      var before = change.before();
      var after = change.after();
      boolean was = before != null && wanted.test(before);
      boolean is = after != null && wanted.test(after);
      if (is) {
        send(was ? "MODIFIED" : "ADDED", after);
      } else if (was && before != null) {
        var last = before.deepCopy();
        ApiTrees.metadata(last).put("resourceVersion", String.valueOf(change.version()));
        send("DELETED", last);
      }
    }

    private void send(String type, @Nullable ObjectNode object) {
      var event =
          ApiTrees.JSON.createObjectNode().put("type", type).set("object", object).toString();
      var to = socket;
      if (to != null) {
        courier.execute(() -> to.send(event));
      }
    }

    @Override
    public void onClosed(WebSocket closed, int code, String reason) {
      watches.remove(this);
    }

    @Override
    public void onClosing(WebSocket closing, int code, String reason) {
      watches.remove(this);
      closing.close(code, reason);
    }
  }

  @Override
  public void close() {
    courier.shutdownNow();
  }
}
