package com.wandb.iam.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.crd.v1alpha1.IamResource;
import io.fabric8.crd.generator.collector.CustomResourceCollector;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdsAreCurrentTest {

  @Test
  void crd_files_match_the_classes(@TempDir Path fresh) throws Exception {
    var classes =
        new File(IamResource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var kinds =
        new CustomResourceCollector()
            .withParentClassLoader(getClass().getClassLoader())
            .withClasspathElement(classes.toString())
            .withFileToScan(classes)
            .findCustomResourceClasses();
    assertThat(kinds).hasSize(6);
    new CRDGenerator()
        .withMinQuotes(true)
        .customResourceClasses(kinds)
        .inOutputDir(fresh.toFile())
        .detailedGenerate();

    assertThat(files(CrdFiles.CRDS))
        .as("crds/ does not match the resource classes. Update it with: src/dev/run crds")
        .isEqualTo(files(fresh));
  }

  private static Map<String, String> files(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (var files = Files.list(folder)) {
      files
          .filter(file -> !file.endsWith("README.md"))
          .forEach(file -> contents.put(file.getFileName().toString(), CrdFiles.text(file)));
    }
    return contents;
  }
}
