package com.wandb.iam.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.bucket.EntryOffer.Decision;
import com.wandb.iam.bucket.binding.FileStores;
import com.wandb.iam.bucket.binding.FileStores.Entry;
import com.wandb.iam.storage.BucketAddress;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entry of the state that an offered bucket gets. */
class EntryOfferTest {
  private static final BucketAddress ADDRESS = address("AK:SK", "one");

  private static BucketAddress address(String credentials, String path) {
    return BucketAddress.parse(
        "s3://" + credentials + "@minio.example.com/acme/" + path + "?region=us-east-1&tls=true");
  }

  private static Entry entry(BucketAddress address, String owner) {
    return new Entry(address.fileStore(), address.redacted(), owner);
  }

  private static EntryOffer offer(boolean wasBound, boolean mayAdopt) {
    return new EntryOffer("uid", ADDRESS, "ns/one", wasBound, mayAdopt, null);
  }

  private static EntryOffer found(Map.@Nullable Entry<String, Entry> found) {
    return new EntryOffer("uid", ADDRESS, "ns/one", false, true, found);
  }

  private static FileStores with(BucketAddress address, String owner) {
    return FileStores.NONE.with("other", entry(address, owner));
  }

  static Stream<Arguments> decisions() {
    var same = ADDRESS;
    var overlapping = address("AK:SK", "one/under");
    var rotated = address("AK2:SK2", "one");
    return Stream.of(
        Arguments.of("free location", FileStores.NONE, false, true, new Decision.Add()),
        Arguments.of(
            "entry of an earlier uid",
            with(rotated, "ns/one"),
            false,
            false,
            new Decision.TakeBack("other")),
        Arguments.of(
            "bound bucket after a restore",
            with(same, "ns/former"),
            true,
            false,
            new Decision.TakeBack("other")),
        Arguments.of(
            "entry without owner", with(same, ""), false, true, new Decision.Adopt("other")),
        Arguments.of(
            "entry without owner, adoption not declared",
            with(same, ""),
            false,
            false,
            new Decision.Refuse(true, true)),
        Arguments.of(
            "entry of another connector",
            with(same, "ns/two"),
            false,
            true,
            new Decision.Refuse(true, false)),
        Arguments.of(
            "overlapping entry",
            with(overlapping, ""),
            false,
            true,
            new Decision.Refuse(false, false)),
        Arguments.of(
            "overlapping entry of a bound bucket",
            with(overlapping, "ns/two"),
            true,
            true,
            new Decision.Refuse(false, false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void decision_follows_from_the_other_entry(
      String name, FileStores stores, boolean wasBound, boolean mayAdopt, Decision decision) {
    assertThat(offer(wasBound, mayAdopt).decide(stores)).isEqualTo(decision);
  }

  @Test
  void own_entry_is_updated_and_keeps_its_teams() {
    var former = entry(address("AK2:SK2", "one"), "ns/one").withTeams(Set.of("team"));
    var stores = FileStores.NONE.with("uid", former);
    var offer = offer(false, false);
    assertThat(offer.isIn(stores)).isFalse();
    assertThat(offer.decide(stores)).isEqualTo(new Decision.Update());
    var after = offer.applyTo(stores, new Decision.Update());
    assertThat(offer.isIn(after)).isTrue();
    assertThat(after.of("uid").orElseThrow().teams()).containsExactly("team");
  }

  @Test
  void adopted_entry_moves_to_the_connector() {
    var stores = FileStores.NONE.with("other", entry(ADDRESS, "").withTeams(Set.of("team")));
    var after = offer(false, true).applyTo(stores, new Decision.Adopt("other"));
    assertThat(after.entries()).containsOnlyKeys("uid");
    assertThat(after.of("uid").orElseThrow().owner()).isEqualTo("ns/one");
    assertThat(after.of("uid").orElseThrow().teams()).containsExactly("team");
  }

  @Test
  void changed_state_is_not_overwritten_by_a_former_decision() {
    var changed = with(ADDRESS, "ns/two");
    assertThat(offer(false, true).applyTo(changed, new Decision.Add())).isEqualTo(changed);
    assertThat(offer(false, true).applyTo(changed, new Decision.Adopt("other"))).isEqualTo(changed);
    assertThat(offer(false, true).applyTo(FileStores.NONE, new Decision.Update()))
        .isEqualTo(FileStores.NONE);
  }

  @Test
  void refused_offer_changes_nothing() {
    var stores = with(ADDRESS, "ns/two");
    var refusal = offer(false, true).decide(stores);
    assertThat(offer(false, true).applyTo(stores, refusal)).isEqualTo(stores);
  }

  @Test
  void entry_in_an_unmerged_secret_counts() {
    var offer = found(Map.entry("found-1", entry(ADDRESS, "")));
    assertThat(offer.decide(FileStores.NONE)).isEqualTo(new Decision.Adopt("found-1"));
    var after = offer.applyTo(FileStores.NONE, new Decision.Adopt("found-1"));
    assertThat(after.entries()).containsOnlyKeys("uid");
  }

  @Test
  void refusal_names_the_remedy_and_no_owner() {
    assertThat(new Decision.Refuse(true, true).message()).contains("IfExists");
    assertThat(new Decision.Refuse(true, false).message()).contains("this bucket", "another path");
    assertThat(new Decision.Refuse(false, false).message()).contains("overlaps", "another path");
  }

  @Test
  void offer_shows_no_credentials() {
    assertThat(found(Map.entry("k", entry(ADDRESS, ""))).toString()).doesNotContain("SK");
  }
}
