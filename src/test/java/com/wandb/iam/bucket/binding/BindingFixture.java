package com.wandb.iam.bucket.binding;

import com.wandb.iam.access.plan.Fingerprint;
import com.wandb.iam.bucket.binding.BindingStep.Emit;
import com.wandb.iam.bucket.binding.BindingStep.WriteValue;
import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.crd.v1alpha1.BucketBindings;
import com.wandb.iam.crd.v1alpha1.BucketBindingsStatus;
import com.wandb.iam.crd.v1alpha1.NamespacedReference;
import com.wandb.iam.crd.v1alpha1.ServerRollout;
import com.wandb.iam.crd.v1alpha1.ServerRolloutKind;
import com.wandb.iam.storage.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Buckets, facts and statuses of a server, and the steps of a plan for it. */
final class BindingFixture {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String ONE = "s3://AK:SK@minio.example.com/one?region=us-east-1&tls=true";
  static final String TWO = "s3://AK:SK@minio.example.com/two?region=us-east-1&tls=true";
  static final String BOTH = ONE + "," + TWO;
  static final BucketTimings TIMINGS =
      new BucketTimings(
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofMinutes(15),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));
  static final Instant NEXT = NOW.plus(Duration.ofMinutes(5));

  private BindingFixture() {}

  static Entry entry(String store) {
    return new Entry(store, BucketAddress.parse(store).redacted(), "ns/" + store.length());
  }

  static FileStores stores(String... all) {
    var stores = FileStores.NONE.withSource("wandb/env");
    for (var store : all) {
      stores = stores.with("uid-" + store.hashCode(), entry(store));
    }
    return stores;
  }

  /** Facts with a rollout of one Deployment. */
  static BindingFacts rolling(String quietPeriod) {
    return facts(
        quietPeriod, List.of(new ServerRollout(ServerRolloutKind.Deployment, "wandb", "app")));
  }

  /** Facts without a rollout. */
  static BindingFacts quiet(String quietPeriod) {
    return facts(quietPeriod, List.of());
  }

  private static BindingFacts facts(String quietPeriod, List<ServerRollout> rollout) {
    var declared =
        new BucketBindings(new NamespacedReference("wandb", "env"), ",", rollout, quietPeriod);
    return new BindingFacts(declared, Duration.ofMinutes(5), TIMINGS, NOW);
  }

  /** A status after the publication of a value. */
  static BucketBindingsStatus published(long revision, String value) {
    return BucketBindingsStatus.NONE.publishing(
        1, revision, Fingerprint.of(value), NOW.minus(Duration.ofHours(1)));
  }

  /** Returns a status of a server that has run with the published value since this time. */
  static BucketBindingsStatus running(long revision, String value, Duration since) {
    return published(revision, value).rolling(NOW.minus(since)).running();
  }

  static Stream<Class<?>> types(BindingSteps plan) {
    return plan.steps().stream().map(Object::getClass);
  }

  static List<String> events(BindingSteps plan) {
    return plan.steps().stream()
        .filter(Emit.class::isInstance)
        .map(Emit.class::cast)
        .map(Emit::reason)
        .toList();
  }

  static List<String> writes(BindingSteps plan) {
    return plan.steps().stream()
        .filter(WriteValue.class::isInstance)
        .map(WriteValue.class::cast)
        .map(WriteValue::value)
        .toList();
  }
}
