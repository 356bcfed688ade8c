package com.wandb.iam.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wandb.iam.cluster.Machine;
import com.wandb.iam.cluster.NotAvailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The image of this build, as a file for {@code docker load}.
 *
 * @param config its metadata: user, entry point, labels and others
 * @param tag its name
 * @param layers from the bottom
 */
record ImageTar(JsonNode config, String tag, List<Layer> layers) {
  /** Set by the build; only with Maven's profile {@code image}. */
  private static final String PROPERTY = "image.tar";

  /** Skips tests if this build created no image. In CI the tests fail instead. */
  static void mustBeThere() {
    boolean there = System.getProperty(PROPERTY) != null;
    Machine.needs(there, "image of this build (-Pimage)");
  }

  static ImageTar unpackedInto(Path folder) throws NotAvailableException, IOException {
    Tool.run(
        folder,
        "tar",
        "-xf",
        Path.of(System.getProperty(PROPERTY)).toAbsolutePath().toString(),
        "-C",
        folder.toString());
    var json = new ObjectMapper();
    var manifest = json.readTree(folder.resolve("manifest.json").toFile()).get(0);
    return new ImageTar(
        json.readTree(folder.resolve(manifest.get("Config").asText()).toFile()),
        manifest.get("RepoTags").get(0).asText(),
        texts(manifest.get("Layers")).stream().map(folder::resolve).map(Layer::new).toList());
  }

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Returns the run configuration: {@code User}, {@code Entrypoint}, {@code Env} and others. */
  JsonNode runs() {
    return config.get("config");
  }

  List<String> entryPoint() {
    return texts(runs().get("Entrypoint"));
  }

  /** Returns the size of a download without cached layers. */
  long compressedBytes() throws IOException {
    long sum = 0;
    for (var layer : layers) {
      sum += Files.size(layer.archive());
    }
    return sum;
  }

  /** Unpacks it over a root file system. */
  void unpackOver(Path root) throws NotAvailableException, IOException {
    for (var layer : layers) {
      layer.unpackOver(root);
    }
  }
}
