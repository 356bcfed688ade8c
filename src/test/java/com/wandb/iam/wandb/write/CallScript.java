package com.wandb.iam.wandb.write;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Hooks for calls by the beginning of their text, and a record of all calls. */
public final class CallScript {
  /** Holds calls back until it is opened. */
  public static final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    public void awaitReached() {
      await(reached);
    }

    public void open() {
      opened.countDown();
    }

    private void pass() {
      reached.countDown();
      await(opened);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException("the test ended while a call was held back", interrupted);
      }
    }
  }

  private record Hook(String beginning, Consumer<String> before) {}

  private final List<Hook> hooks = new CopyOnWriteArrayList<>();
  private final List<Gate> gates = new CopyOnWriteArrayList<>();
  private final List<String> journal = new CopyOnWriteArrayList<>();

  /**
   * Runs a hook before each call with this beginning. An exception of the hook is the result of the
   * call.
   */
  public void before(String beginning, Consumer<String> hook) {
    hooks.add(new Hook(beginning, hook));
  }

  public void fail(String beginning, RuntimeException error) {
    before(
        beginning,
        call -> {
          throw error;
        });
  }

  public Gate pause(String beginning) {
    var gate = new Gate();
    gates.add(gate);
    before(beginning, call -> gate.pass());
    return gate;
  }

  /** Removes all hooks and opens all gates. */
  public void clear() {
    hooks.clear();
    gates.forEach(Gate::open);
  }

  /** Returns the calls with this beginning, in the order of arrival. */
  public List<String> journal(String beginning) {
    return journal.stream().filter(call -> call.startsWith(beginning)).toList();
  }

  public void called(String call) {
    journal.add(call);
    for (var hook : hooks) {
      if (call.startsWith(hook.beginning())) {
        hook.before().accept(call);
      }
    }
  }
}
