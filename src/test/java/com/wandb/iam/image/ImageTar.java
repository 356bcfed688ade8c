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
 * The image that this build made, as the file that {@code docker load} takes.
 *
 * @param config what it says about itself: user, entry point, labels ...
 * @param tag the name that it is known by
 * @param layers from the lowest on
 */
record ImageTar(JsonNode config, String tag, List<Layer> layers) {
  /** Where the build says that it is; nothing without Maven's profile {@code image}. */
  private static final String PROPERTY = "image.tar";

  /** Skips tests where this build made no image, except where the build must be complete. */
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

  /** How a container is to be run from it: {@code User}, {@code Entrypoint}, {@code Env} ... */
  JsonNode runs() {
    return config.get("config");
  }

  List<String> entryPoint() {
    return texts(runs().get("Entrypoint"));
  }

  /** What somebody who has none of it downloads. */
  long compressedBytes() throws IOException {
    long sum = 0;
    for (var layer : layers) {
      sum += Files.size(layer.archive());
    }
    return sum;
  }

  /** Lays it over a root file system. */
  void unpackOver(Path root) throws NotAvailableException, IOException {
    for (var layer : layers) {
      layer.unpackOver(root);
    }
  }
}
