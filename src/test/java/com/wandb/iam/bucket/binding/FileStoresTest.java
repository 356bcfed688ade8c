package com.wandb.iam.bucket.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.storage.BucketAddress;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entries of a server's environment, and the state that the operator stores about them. */
class FileStoresTest {
  private static final String ONE = "s3://AK:S%2BK@minio.example.com/one?region=us-east-1&tls=true";
  private static final String TWO = "s3://AK:S%2BK@minio.example.com/two?region=us-east-1&tls=true";

  private static Entry entry(String store, String owner) {
    return new Entry(store, BucketAddress.parse(store).redacted(), owner);
  }

  private static final FileStores BOTH =
      FileStores.NONE.with("b", entry(TWO, "ns/two")).with("a", entry(ONE, "ns/one"));

  @Test
  void value_is_sorted_and_lists_shared_entries_once() {
    var coreweave = new Entry("cw://", "cw://cwobject.com/x?tls=true", "ns/x");
    assertThat(BOTH.value(",")).isEqualTo(ONE + "," + TWO);
    assertThat(BOTH.with("c", coreweave).with("d", coreweave).value(";"))
        .isEqualTo("cw://;" + ONE + ";" + TWO);
    assertThat(FileStores.NONE.value(",")).isEmpty();
  }

  @Test
  void entries_round_trip_through_a_secret() {
    var all =
        BOTH.with("c", entry(ONE, "").withTeams(Set.of("t2", "t1")))
            .published(7)
            .withFormer("what was before");
    assertThat(FileStores.of(all.data())).isEqualTo(all);
  }

  @Test
  void entry_records_the_revision_of_its_publication() {
    var published = BOTH.published(1);
    assertThat(published.of("a").orElseThrow().revision()).contains(1L);
    assertThat(published.published(2).of("a").orElseThrow().revision()).contains(1L);
    var renewed = published.with("a", entry(TWO, "ns/one").after(published.of("a").orElseThrow()));
    assertThat(renewed.of("a").orElseThrow().revision()).isEmpty();
    assertThat(renewed.published(2).of("a").orElseThrow().revision()).contains(2L);
    assertThat(renewed.published(2).withdrawn(1).of("a").orElseThrow().revision()).isEmpty();
    assertThat(renewed.published(2).withdrawn(1).of("b").orElseThrow().revision()).contains(1L);
  }

  @Test
  void published_value_excludes_entries_of_a_withdrawn_revision() {
    var tried = FileStores.NONE.with("a", entry(ONE, "ns/one")).published(1);
    var failed = tried.with("b", entry(TWO, "ns/two")).published(2).withdrawn(1);
    assertThat(failed.publishedValue(",")).isEqualTo(ONE);
    assertThat(failed.value(",")).isEqualTo(ONE + "," + TWO);
  }

  @Test
  void entries_of_other_writers_are_kept_even_if_unparseable() {
    var found = BOTH.withFound(ONE + ", gopher://what , " + TWO.replace("two", "three"), ",");
    assertThat(found.entries()).hasSize(4);
    assertThat(found.value(",")).contains("gopher://what", "/three?");
    assertThat(BOTH.withFound(ONE.replace("AK:", "OTHER:"), ",")).isEqualTo(BOTH);
    var three = BucketAddress.parse(TWO.replace("two", "three")).location();
    assertThat(found.at(three, "").orElseThrow().getValue().owner()).isEmpty();
  }

  @Test
  void removed_entry_is_kept_for_its_teams_or_permanently() {
    var forTeams = BOTH.kept("a", Set.of("t1"));
    assertThat(forTeams.value(",")).isEqualTo(BOTH.value(","));
    assertThat(forTeams.keptForTeams()).hasSize(1);
    assertThat(forTeams.keptFor("a")).isEqualTo(1);
    var key = forTeams.keptForTeams().keySet().iterator().next();
    assertThat(forTeams.of(key).orElseThrow().owner()).isEqualTo("ns/one");
    assertThat(forTeams.withoutUnused(Map.of(key, Set.of("t1"))).entries()).hasSize(1);
    assertThat(forTeams.withoutUnused(Map.of(key, Set.of("t2"))))
        .as("another team uses the entry now")
        .isEqualTo(forTeams);
    var forGood = BOTH.kept("a", Set.of());
    assertThat(forGood.keptForTeams()).isEmpty();
    assertThat(forGood.at(BucketAddress.parse(ONE).location(), "").orElseThrow().getValue().owner())
        .isEmpty();
  }

  @Test
  void text_forms_show_no_credential() {
    assertThat(BOTH.withFormer(ONE).toString()).doesNotContain("S%2BK", "AK");
    assertThat(BOTH.of("a").orElseThrow().toString()).doesNotContain("S%2BK", "AK");
  }
}
