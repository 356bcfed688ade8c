package com.wandb.iam.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks that a library is added, removed or replaced only with a reviewed change. */
class LibraryLockTest {
  /** Licences that allow the image to be distributed under Apache-2.0. */
  private static final Set<String> LICENCES =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "LGPL-2.1-only",
          "MIT");

  @Test
  void build_has_exactly_the_libraries_of_the_lock() throws IOException {
    assertThat(Library.resolved().stream().map(one -> one.coordinates() + " " + one.sha256()))
        .as("run src/dev/run lock and review what changes in " + LibraryLock.FILE)
        .containsExactlyElementsOf(
            LibraryLock.read().stream()
                .map(one -> one.coordinates() + " " + one.sha256())
                .toList());
  }

  @Test
  void every_library_has_a_licence_of_the_list() throws IOException {
    assertThat(LibraryLock.read())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(LICENCES).as(one.coordinates()).containsAll(one.licences()));
  }
}
