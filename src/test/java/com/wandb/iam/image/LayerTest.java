package com.wandb.iam.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.cluster.NotAvailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are unpacked over each other. */
@EnabledOnOs(OS.LINUX)
class LayerTest {
  @TempDir private Path folder;

  private Layer layer(String name, String... files) throws IOException, NotAvailableException {
    var tree = Files.createDirectories(folder.resolve(name));
    for (var file : files) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.writeString(tree.resolve(file), name);
    }
    var archive = folder.resolve(name + ".tar.gz");
    Tool.run(tree, "tar", "-czf", archive.toString(), "etc");
    return new Layer(archive);
  }

  @Test
  void upper_layer_replaces_and_removes_lower_files() throws Exception {
    var root = Files.createDirectories(folder.resolve("root"));
    layer("lower", "etc/kept", "etc/changed", "etc/gone", "etc/tree/gone", "etc/emptied/old")
        .unpackOver(root);
    layer("upper", "etc/changed", "etc/.wh.gone", "etc/.wh.tree", "etc/emptied/.wh..wh..opq")
        .unpackOver(root);
    layer("top", "etc/emptied/new").unpackOver(root);
    try (var files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(root::relativize).map(Path::toString))
          .containsExactlyInAnyOrder("etc/kept", "etc/changed", "etc/emptied/new");
    }
    assertThat(root.resolve("etc/changed")).hasContent("upper");
  }

  @Test
  void permissions_and_owners_are_read() throws Exception {
    var tree = Files.createDirectories(folder.resolve("rights/etc"));
    Files.createFile(tree.resolve("open"));
    Tool.run(tree, "chmod", "4666", "open");
    Tool.run(tree, "ln", "-s", "open", "link");
    var entries = layer("rights", "etc/closed").entries();
    assertThat(entries)
        .filteredOn(Layer.Entry::isWritableToOthers)
        .extracting("path")
        .containsExactly("etc/open");
    assertThat(entries)
        .filteredOn(Layer.Entry::changesUser)
        .extracting("path")
        .containsExactly("etc/open");
    assertThat(entries).extracting("path").contains("etc/link", "etc/closed");
  }
}
