package com.wandb.iam.reconcile;

import com.wandb.iam.wandb.Correlation;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.MDC;

/** Gives each pass, and each look at a server, an id: in log lines, events and requests. */
public final class Tracing {
  /** The name in the logging context, as in the Elastic Common Schema. */
  private static final String KEY = "trace.id";

  private Tracing() {}

  /** Does the work of one pass under a new id. */
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
