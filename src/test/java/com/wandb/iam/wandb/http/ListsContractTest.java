package com.wandb.iam.wandb.http;

import static com.wandb.iam.wandb.http.AnswerReading.assertMalformed;
import static com.wandb.iam.wandb.http.AnswerReading.listFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wandb.iam.wandb.RemoteUser;
import com.wandb.iam.wandb.WandbException.Unavailable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists are read over all pages, and an incomplete one is an error. */
class ListsContractTest {
  private static byte[] page(int total, int... ids) {
    var items =
        IntStream.of(ids)
            .mapToObj(id -> "{\"id\":\"" + id + "\",\"userName\":\"u" + id + "\"}")
            .collect(Collectors.joining(","));
    return ScriptedServer.answer(
        200, "{\"totalResults\":" + total + ",\"Resources\":[" + items + "]}");
  }

  private static List<String> listed(byte[]... pages) {
    try (var server = ScriptedServer.inTurn(pages);
        var api = Connections.inPagesOf(2, server.url())) {
      var ids = api.users().list().stream().map(RemoteUser::id).toList();
      assertThat(server.received()).hasSize(pages.length);
      for (int i = 0; i < pages.length; i++) {
        assertThat(server.received().get(i).target()).startsWith("/scim/Users?startIndex=");
      }
      return ids;
    }
  }

  @Test
  void lists_are_read_over_all_pages() {
    assertThat(listed(page(5, 1, 2), page(5, 3, 4), page(5, 5)))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(listed(page(0))).isEmpty();
  }

  @Test
  void null_resources_are_none() {
    assertThat(listFrom("{\"totalResults\":0,\"Resources\":null}", api -> api.teams().list()))
        .isEmpty();
    assertThat(listFrom("{\"totalResults\":0}", api -> api.roles().list())).isEmpty();
  }

  @Test
  void incomplete_list_fails_with_item_counts() {
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(5, 1, 2), page(5, 3), page(5))),
        "3 of 5");
    assertMalformed(catchThrowableOfType(Unavailable.class, () -> listed(page(3))), "0 of 3");
  }

  @Test
  void list_with_a_duplicate_fails_as_incomplete() {
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(4, 1, 2), page(4, 2, 3))),
        "3 of 4");
  }

  @Test
  void list_longer_than_its_total_fails() {
    assertMalformed(catchThrowableOfType(Unavailable.class, () -> listed(page(1, 1, 2))), "2 of 1");
  }

  @Test
  void changing_total_between_pages_fails() {
    // Item 3 is missing, because item 2 was deleted and 3 moved to the page that was already read.
    assertMalformed(
        catchThrowableOfType(Unavailable.class, () -> listed(page(5, 1, 2), page(4, 4, 5))),
        "changed");
  }
}
