package com.wandb.iam;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of packages: what lives where, and what it may use. */
class ArchitectureTest {
  private static final String BASE = "com.wandb.iam";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  private static final List<String> LANGUAGE = List.of("java..", "org.jspecify..");

  /** Each package and what it may use beside itself and the language. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              "com.wandb.iam",
              List.of("com.wandb.iam..", "io.fabric8..", "picocli..", "org.slf4j..")),
          Map.entry("com.wandb.iam.access", List.of()),
          Map.entry("com.wandb.iam.wandb", List.of("com.wandb.iam.access")),
          Map.entry(
              "com.wandb.iam.wandb.http",
              List.of(
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.access",
                  "com.fasterxml.jackson..",
                  "javax.net.ssl..",
                  "io.github.bucket4j..",
                  "io.github.resilience4j..")),
          Map.entry(
              "com.wandb.iam.storage",
              List.of(
                  "com.wandb.iam.access",
                  "software.amazon.awssdk..",
                  "com.google..",
                  "com.azure..",
                  "reactor.core.publisher..",
                  "org.apache.hc..",
                  "javax.net.ssl..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.crd.v1alpha1",
              List.of(
                  "com.wandb.iam.crd.generator",
                  "com.fasterxml.jackson.annotation..",
                  "io.fabric8.kubernetes..",
                  "io.fabric8.generator..",
                  "io.fabric8.crd.generator..",
                  "io.fabric8.crdv2.generator..")),
          Map.entry(
              "com.wandb.iam.crd.generator",
              List.of(
                  "io.fabric8.kubernetes..",
                  "io.fabric8.crdv2.generator..",
                  "com.fasterxml.jackson..")),
          Map.entry(
              "com.wandb.iam.kube",
              List.of("io.fabric8..", "com.fasterxml.jackson..", "javax.crypto..", "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.metrics",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.http",
                  "com.wandb.iam.health",
                  "io.micrometer..")),
          Map.entry("com.wandb.iam.health", List.of("com.sun.net.httpserver..")),
          Map.entry(
              "com.wandb.iam.cli",
              List.of("com.wandb.iam..", "io.fabric8..", "picocli..", "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.reconcile",
              List.of(
                  "com.wandb.iam.access",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.storage",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes..",
                  "org.slf4j..")));

  @Test
  void every_package_stands_in_the_table() {
    var packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(MAY_USE.keySet()).containsAll(packages);
  }

  @Test
  void every_package_uses_only_what_the_table_allows() {
    MAY_USE.forEach(
        (name, allowed) ->
            classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(
                    resideInAnyPackage(
                            Stream.of(LANGUAGE, List.of(name), allowed)
                                .flatMap(List::stream)
                                .toArray(String[]::new))
                        .or(resideInAPackage("")))
                .check(CLASSES));
  }

  @Test
  void the_permission_model_touches_neither_network_nor_files_nor_clock() {
    noClasses()
        .that()
        .resideInAPackage("com.wandb.iam.access")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.io..", "java.nio.file..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("com.wandb.iam.access")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("com.wandb.iam.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void no_simple_name_stands_for_two_classes() {
    var twice =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()))
            .entrySet()
            .stream()
            .filter(entry -> entry.getValue() > 1)
            .map(Map.Entry::getKey);
    assertThat(twice).isEmpty();
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(p -> !p.getClasses().isEmpty())
                .filter(p -> !p.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(p -> p.getName()))
        .isEmpty();
  }
}
