package com.wandb.iam.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleReviewTest {
  private static final Permission RUN_READ = new Permission("run", "read");

  @Test
  void malformed_name_is_an_error_with_its_path() {
    var review = RoleReview.of(List.of("run:stop", "run", "run:read:all"));
    assertThat(review.permissions()).containsExactly(new Permission("run", "stop"));
    assertThat(review.violations())
        .extracting(Violation::fieldPath)
        .containsExactly("spec.permissions[1]", "spec.permissions[2]");
    assertThat(review.violations().getFirst().message())
        .contains("run is not a permission", "custom-role", "run:stop");
  }

  @Test
  void unknown_permission_is_a_warning_with_a_suggestion() {
    assertThat(warnings("run:raed"))
        .containsExactly("The permission run:raed is unknown. Did you mean run:read?");
    assertThat(warnings("registry:administrate"))
        .containsExactly("The permission registry:administrate is unknown.");
  }

  @Test
  void inherited_permission_is_a_warning() {
    assertThat(warnings("run:read"))
        .containsExactly("The permission run:read is already inherited from Viewer.");
  }

  @Test
  void known_added_permission_is_no_warning() {
    assertThat(warnings("run:stop", "project:update")).isEmpty();
  }

  private static List<String> warnings(String... declared) {
    return RoleReview.of(List.of(declared))
        .warnings("Viewer", Set.of(RUN_READ), KnownPermissions.PUBLISHED);
  }
}
