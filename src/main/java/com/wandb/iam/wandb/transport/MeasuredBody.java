package com.wandb.iam.wandb.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer, as long as there is room for it. Closed when it was read, or is not. */
final class MeasuredBody implements BodySubscriber<String>, AutoCloseable {
  private final Room room;
  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;
  private long length;
  private long taken;
  private boolean closed;

  MeasuredBody(Room room) {
    this.room = room;
  }

  @Override
  public CompletionStage<String> getBody() {
    return whole;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> part) {
    if (closed || whole.isDone()) {
      return;
    }
    length += part.stream().mapToLong(ByteBuffer::remaining).sum();
    if (length > room.perAnswer() || !fits()) {
      refuse();
      return;
    }
    for (var buffer : part) {
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      parts.writeBytes(bytes);
    }
  }

  /** Takes the room that the answer needs beyond what each has. */
  private boolean fits() {
    long more = Math.max(0, length - Room.FREE) - taken;
    if (more > 0 && !room.take(more)) {
      return false;
    }
    taken += more;
    return true;
  }

  private void refuse() {
    parts.reset();
    if (subscription != null) {
      subscription.cancel();
    }
    whole.completeExceptionally(
        new IOException(
            "it is larger than the memory of this process allows ("
                + room.perAnswer()
                + " bytes for one, less while others are read)"));
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public synchronized void onComplete() {
    whole.complete(parts.toString(StandardCharsets.UTF_8));
    parts.reset();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      room.giveBack(taken);
    }
  }
}
