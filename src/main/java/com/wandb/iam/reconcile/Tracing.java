package com.wandb.iam.reconcile;

import com.wandb.iam.wandb.Correlation;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.MDC;

/** Gives each reconciliation and each sync an id that log lines, events and requests carry. */
public final class Tracing {
  /** The field name of the Elastic Common Schema. */
  private static final String KEY = "trace.id";

  private Tracing() {}

  /** Runs one reconciliation or sync with a new id. */
  public static <V> V pass(Supplier<V> work) {
    var id = HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
    return Correlation.within(
        id,
        () -> {
          try (var _ = MDC.putCloseable(KEY, id)) {
            return work.get();
          }
        });
  }
}
