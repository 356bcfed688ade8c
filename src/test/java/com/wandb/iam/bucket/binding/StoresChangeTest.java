package com.wandb.iam.bucket.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.storage.BucketAddress;
import org.junit.jupiter.api.Test;

/** Changes of the stored buckets, applied to a state that may have changed meanwhile. */
class StoresChangeTest {
  private static final Entry ONE = entry("s3://AK:SECRET@minio.example.com/one?tls=true");
  private static final Entry TWO = entry("s3://AK:SECRET@minio.example.com/two?tls=true");
  private static final FileStores STORES = FileStores.NONE.with("one", ONE);

  private static Entry entry(String store) {
    return new Entry(store, BucketAddress.parse(store).redacted(), "ns/a");
  }

  @Test
  void written_value_publishes_its_entries() {
    var written = new StoresChange.Written(ONE.store(), ",", 4);
    assertThat(written.applyTo(STORES)).isEqualTo(STORES.published(4));
  }

  @Test
  void written_value_publishes_nothing_added_meanwhile() {
    var written = new StoresChange.Written(ONE.store(), ",", 4);
    var more = STORES.with("two", TWO);
    assertThat(written.applyTo(more)).isEqualTo(more);
  }

  @Test
  void published_entries_are_withdrawn_after_a_revision() {
    var published = STORES.published(3).with("two", TWO).published(5);
    var after = new StoresChange.Withdrawn(4).applyTo(published);
    assertThat(after.of("one").orElseThrow().revision()).contains(3L);
    assertThat(after.of("two").orElseThrow().revision()).isEmpty();
  }

  @Test
  void former_value_is_remembered_and_forgotten() {
    var remembered = new StoresChange.Former("before").applyTo(STORES);
    assertThat(remembered.former()).isEqualTo("before");
    assertThat(remembered.entries()).isEqualTo(STORES.entries());
    assertThat(new StoresChange.Former(null).applyTo(remembered)).isEqualTo(STORES);
  }

  /** Logs contain changes; the values contain credentials. */
  @Test
  void changes_are_shown_without_credentials() {
    assertThat(new StoresChange.Former(ONE.store())).hasToString("Former[a value]");
    assertThat(new StoresChange.Former(null)).hasToString("Former[none]");
    assertThat(new StoresChange.Written(ONE.store(), ",", 4)).hasToString("Written[4]");
    assertThat(STORES).hasToString("FileStores[Entry[" + ONE.place() + ", ns/a]]");
    assertThat(STORES.toString()).contains("minio.example.com/one").doesNotContain("SECRET");
  }
}
