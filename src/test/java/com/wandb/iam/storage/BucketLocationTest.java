package com.wandb.iam.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BucketLocationTest {
  private static BucketLocation s3(
      BucketProvider provider, String bucket, @Nullable String path, @Nullable String endpoint) {
    return new BucketLocation(provider, bucket, path, "us-east-1", endpoint, true, null);
  }

  private static BucketLocation minio(@Nullable String path) {
    return s3(BucketProvider.MINIO, "bucket", path, "minio:9000");
  }

  private static void assertOverlap(BucketLocation one, BucketLocation other) {
    assertThat(one.overlaps(other)).isTrue();
    assertThat(other.overlaps(one)).isTrue();
  }

  private static void assertApart(BucketLocation one, BucketLocation other) {
    assertThat(one.overlaps(other)).isFalse();
    assertThat(other.overlaps(one)).isFalse();
  }

  @Test
  void path_overlaps_with_itself_its_parents_and_children() {
    assertOverlap(minio("teams/a"), minio("teams/a"));
    assertOverlap(minio("teams"), minio("teams/a"));
    assertOverlap(minio(null), minio("teams/a"));
    assertOverlap(minio(null), minio(null));
  }

  @Test
  void sibling_paths_with_a_common_prefix_do_not_overlap() {
    assertApart(minio("teams/a"), minio("teams/b"));
    assertApart(minio("teams/a"), minio("teams/ab"));
    assertApart(minio("teams"), minio("teams-b"));
  }

  @Test
  void other_buckets_stores_and_accounts_are_apart() {
    assertApart(minio(null), s3(BucketProvider.MINIO, "other", null, "minio:9000"));
    assertApart(minio(null), s3(BucketProvider.MINIO, "bucket", null, "minio:9001"));
    assertApart(minio(null), s3(BucketProvider.AWS, "bucket", null, null));
    assertApart(
        new BucketLocation(BucketProvider.AZURE, "bucket", null, null, null, true, "one"),
        new BucketLocation(BucketProvider.AZURE, "bucket", null, null, null, true, "two"));
    assertApart(
        s3(BucketProvider.COREWEAVE, "bucket", null, null),
        s3(BucketProvider.GCP, "bucket", null, null));
  }

  @Test
  void equal_stores_have_one_location_under_any_name() {
    assertOverlap(
        s3(BucketProvider.AWS, "bucket", null, null),
        new BucketLocation(BucketProvider.AWS, "bucket", null, "eu-west-1", null, true, null));
    assertOverlap(
        s3(BucketProvider.AWS, "bucket", null, null),
        s3(BucketProvider.AWS, "bucket", null, "bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com"));
    assertOverlap(
        s3(BucketProvider.MINIO, "bucket", null, "s3.us-east-1.amazonaws.com"),
        s3(BucketProvider.AWS, "bucket", null, null));
    assertOverlap(
        s3(BucketProvider.AWS, "bucket", null, "store.local"),
        s3(BucketProvider.MINIO, "bucket", null, "Store.local:443"));
  }
}
