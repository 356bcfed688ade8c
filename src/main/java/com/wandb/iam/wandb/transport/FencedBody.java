package com.wandb.iam.wandb.transport;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Request body that is withheld if the fence closed after the request was started. Checked again
 * here because opening a connection takes time. A request without its body has no effect.
 */
final class FencedBody implements BodyPublisher {
  /**
   * Failure of a request whose body was withheld, because this replica no longer holds the lease.
   */
  static final class Withheld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Withheld() {
      super("this replica no longer holds the lease", null, false, false);
    }
  }

  private final BodyPublisher body;
  private final Fence fence;

  FencedBody(BodyPublisher body, Fence fence) {
    this.body = body;
    this.fence = fence;
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(new Guarded(subscriber));
  }

  private final class Guarded implements Flow.Subscriber<ByteBuffer> {
    private final Flow.Subscriber<? super ByteBuffer> sender;
    private boolean ended;

    Guarded(Flow.Subscriber<? super ByteBuffer> sender) {
      this.sender = sender;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      sender.onSubscribe(given);
    }

    @Override
    public void onNext(ByteBuffer part) {
      if (fence.isOpen()) {
        sender.onNext(part);
      } else {
        onError(new Withheld());
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (!ended) {
        ended = true;
        sender.onError(failure);
      }
    }

    @Override
    public void onComplete() {
      if (!ended) {
        ended = true;
        sender.onComplete();
      }
    }
  }
}
