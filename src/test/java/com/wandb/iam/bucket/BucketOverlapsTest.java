package com.wandb.iam.bucket;

import static com.wandb.iam.bucket.Connectors.connector;
import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.Condition;
import com.wandb.iam.crd.v1alpha1.ConditionType;
import com.wandb.iam.crd.v1alpha1.Reason;
import com.wandb.iam.crd.v1alpha1.StorageConnector;
import com.wandb.iam.crd.v1alpha1.StorageConnectorStatus;
import com.wandb.iam.reconcile.ReconcileResult;
import com.wandb.iam.resources.ResourceReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connectors that compete for a location. */
class BucketOverlapsTest {
  private static final String EARLY = "2026-01-01T00:00:00Z";
  private static final String LATE = "2026-01-02T00:00:00Z";

  private final List<StorageConnector> all = new ArrayList<>();
  private final BucketOverlaps overlaps = new BucketOverlaps(new Listed());

  /** A reader of the connectors of this test. */
  private final class Listed implements ResourceReader {
    @Override
    public <R extends HasMetadata> Optional<R> get(
        Class<R> type, @Nullable String namespace, String name) {
      return Optional.empty();
    }

    @Override
    public <R extends HasMetadata> Stream<R> all(Class<R> type) {
      return all.stream().map(type::cast);
    }
  }

  private StorageConnector add(String id, String created, String... spec) {
    var connector = connector(id, created, spec);
    all.add(connector);
    return connector;
  }

  private static void accept(StorageConnector connector) {
    var accepted = new Condition(ConditionType.Accepted.name(), "True", "Valid", null, null, null);
    connector.setStatus(
        new StorageConnectorStatus(
            1L,
            "s3://acme",
            "default",
            null,
            null,
            null,
            null,
            List.of(),
            Map.of(),
            List.of(accepted)));
  }

  private static String message(Optional<ReconcileResult> conflict) {
    return conflict.orElseThrow().finding(ConditionType.Ready).orElseThrow().message();
  }

  @Test
  void oldest_connector_gets_the_location() {
    var first = add("a/first", EARLY);
    var second = add("a/second", LATE, "path: under");
    assertThat(overlaps.conflict(first)).isEmpty();
    var conflict = overlaps.conflict(second);
    assertThat(conflict.orElseThrow().finding(ConditionType.Ready).orElseThrow().reason())
        .isEqualTo(Reason.Conflict);
    assertThat(message(conflict)).contains("StorageConnector first", "use that StorageConnector");
  }

  @Test
  void accepted_connector_keeps_the_location() {
    var first = add("a/first", EARLY);
    var second = add("a/second", LATE);
    accept(second);
    assertThat(overlaps.conflict(first)).isPresent();
    assertThat(overlaps.conflict(second)).isEmpty();
  }

  @Test
  void uid_decides_between_connectors_of_one_moment() {
    var first = add("a/a", EARLY);
    var second = add("a/b", EARLY);
    assertThat(overlaps.conflict(first)).isEmpty();
    assertThat(overlaps.conflict(second)).isPresent();
  }

  @Test
  void connector_of_another_namespace_is_not_named() {
    add("other/secret-name", EARLY);
    assertThat(message(overlaps.conflict(add("a/second", LATE))))
        .contains("another namespace")
        .doesNotContain("secret-name", "use that");
  }

  @Test
  void other_paths_do_not_conflict() {
    add("a/first", EARLY, "path: one");
    assertThat(overlaps.conflict(add("a/second", LATE, "path: two"))).isEmpty();
  }

  @Test
  void released_location_is_free_before_the_cache_changes() {
    var first = add("a/first", EARLY);
    var second = add("b/second", LATE);
    assertThat(overlaps.release(first)).containsExactly(second);
    assertThat(overlaps.conflict(second)).isEmpty();
  }

  @Test
  void released_uid_is_forgotten_after_the_cache_changes() {
    var first = add("a/first", EARLY);
    var second = add("b/second", LATE);
    overlaps.release(first);
    all.remove(first);
    overlaps.release(connector("c/third", LATE, "path: z"));
    all.add(first);
    assertThat(overlaps.conflict(second)).isPresent();
  }
}
