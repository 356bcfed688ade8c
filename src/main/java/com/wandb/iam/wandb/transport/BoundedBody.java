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

/**
 * Body of an answer, limited by the available memory. Close it after the answer was read or
 * abandoned.
 */
final class BoundedBody implements BodySubscriber<String>, AutoCloseable {
  private final ResponseMemory memory;
  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;
  private long length;
  private long reserved;
  private boolean closed;

  BoundedBody(ResponseMemory memory) {
    this.memory = memory;
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
    if (length > memory.maxAnswer() || !reserveMore()) {
      fail();
      return;
    }
    for (var buffer : part) {
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      parts.writeBytes(bytes);
    }
  }

  /**
   * Reserves the memory that the answer needs beyond the free allowance. Returns false if there is
   * not enough.
   */
  private boolean reserveMore() {
    long more = Math.max(0, length - ResponseMemory.FREE_ALLOWANCE) - reserved;
    if (more > 0 && !memory.reserve(more)) {
      return false;
    }
    reserved += more;
    return true;
  }

  private void fail() {
    parts.reset();
    if (subscription != null) {
      subscription.cancel();
    }
    whole.completeExceptionally(
        new IOException(
            "it is too large for the memory of this process (at most "
                + memory.maxAnswer()
                + " bytes, less while other answers are read)"));
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
      memory.release(reserved);
    }
  }
}
