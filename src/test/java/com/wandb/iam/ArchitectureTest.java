package com.wandb.iam;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.wandb.iam.reconcile.ReconcileAbort;
import com.wandb.iam.server.sync.ServerSync;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the table of packages: the dependencies that each package may have. */
class ArchitectureTest {
  private static final String BASE = "com.wandb.iam";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  private static final List<String> LANGUAGE = List.of("java..", "org.jspecify..");

  /**
   * Packages and the packages that each may use, besides itself and the Java language. Layers, from
   * the bottom: access, wandb, storage, crd and kube; reconcile; resources; server.sync and
   * team.removal; parts of kinds; kinds; operator; entry points.
   */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              "com.wandb.iam",
              List.of("com.wandb.iam..", "io.fabric8..", "picocli..", "org.slf4j..")),
          Map.entry("com.wandb.iam.access", List.of()),
          Map.entry("com.wandb.iam.access.plan", List.of("com.wandb.iam.access")),
          Map.entry("com.wandb.iam.access.tenancy", List.of("com.wandb.iam.access")),
          Map.entry("com.wandb.iam.wandb", List.of("com.wandb.iam.access")),
          Map.entry(
              "com.wandb.iam.wandb.snapshot",
              List.of("com.wandb.iam.access", "com.wandb.iam.access.plan", "com.wandb.iam.wandb")),
          Map.entry(
              "com.wandb.iam.wandb.write",
              List.of(
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot")),
          Map.entry(
              "com.wandb.iam.wandb.transport",
              List.of(
                  "com.wandb.iam.wandb",
                  "com.fasterxml.jackson..",
                  "javax.net.ssl..",
                  "io.github.bucket4j..",
                  "io.github.resilience4j..")),
          Map.entry(
              "com.wandb.iam.wandb.http",
              List.of(
                  "com.wandb.iam.access",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.transport",
                  "com.fasterxml.jackson..")),
          Map.entry("com.wandb.iam.storage", List.of("software.amazon.awssdk..")),
          Map.entry(
              "com.wandb.iam.storage.store",
              List.of(
                  "com.wandb.iam.storage",
                  "software.amazon.awssdk..",
                  "com.google..",
                  "com.azure..",
                  "reactor.core.publisher..",
                  "org.apache.hc..",
                  "javax.net.ssl..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.storage.check",
              List.of("com.wandb.iam.storage", "com.wandb.iam.storage.store", "org.slf4j..")),
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
              List.of("io.fabric8.kubernetes..", "io.fabric8.crdv2.generator..")),
          Map.entry(
              "com.wandb.iam.kube",
              List.of(
                  "io.fabric8..",
                  "okhttp3..",
                  "com.fasterxml.jackson..",
                  "javax.crypto..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.reconcile",
              List.of(
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.write",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.resources",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes..")),
          Map.entry(
              "com.wandb.iam.server.sync",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.wandb.write",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.fabric8.kubernetes.api..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.team.removal",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.write",
                  "com.wandb.iam.crd.v1alpha1",
                  "io.fabric8.kubernetes..")),
          Map.entry(
              "com.wandb.iam.team.membership",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.team.removal",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.wandb.write",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.team",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.team.removal",
                  "com.wandb.iam.team.membership",
                  "com.wandb.iam.bucket",
                  "com.wandb.iam.bucket.binding",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.wandb.write",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.account.scope",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.account.key",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.account.scope",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes..")),
          Map.entry(
              "com.wandb.iam.account",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.account.scope",
                  "com.wandb.iam.account.key",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.role",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.access",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.bucket.binding",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.storage",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.fabric8.kubernetes..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.bucket",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.bucket.binding",
                  "com.wandb.iam.storage",
                  "com.wandb.iam.storage.check",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.access.tenancy",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.server",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.bucket.binding",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes.api..")),
          Map.entry(
              "com.wandb.iam.operator",
              List.of(
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.resources",
                  "com.wandb.iam.server",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.team",
                  "com.wandb.iam.team.membership",
                  "com.wandb.iam.team.removal",
                  "com.wandb.iam.account",
                  "com.wandb.iam.account.scope",
                  "com.wandb.iam.account.key",
                  "com.wandb.iam.role",
                  "com.wandb.iam.bucket",
                  "com.wandb.iam.bucket.binding",
                  "com.wandb.iam.storage.check",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.snapshot",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "io.javaoperatorsdk..",
                  "io.fabric8.kubernetes..",
                  "org.slf4j..")),
          Map.entry(
              "com.wandb.iam.metrics",
              List.of(
                  "com.wandb.iam.operator",
                  "com.wandb.iam.reconcile",
                  "com.wandb.iam.server.sync",
                  "com.wandb.iam.access.plan",
                  "com.wandb.iam.wandb",
                  "com.wandb.iam.wandb.transport",
                  "com.wandb.iam.health",
                  "io.micrometer..")),
          Map.entry("com.wandb.iam.health", List.of("com.sun.net.httpserver..")),
          Map.entry(
              "com.wandb.iam.cli",
              List.of(
                  "com.wandb.iam.bucket",
                  "com.wandb.iam.crd.v1alpha1",
                  "com.wandb.iam.kube",
                  "com.wandb.iam.storage",
                  "com.wandb.iam.storage.check",
                  "io.fabric8..",
                  "picocli..")));

  @Test
  void every_package_is_listed_in_the_table() {
    var packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(MAY_USE.keySet()).containsAll(packages);
  }

  @Test
  void packages_use_only_dependencies_allowed_in_the_table() {
    assertAll(
        MAY_USE.entrySet().stream()
            .map(row -> () -> usesOnly(row.getKey(), row.getValue()).check(CLASSES)));
  }

  private static ArchRule usesOnly(String name, List<String> allowed) {
    return classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    Stream.of(LANGUAGE, List.of(name), allowed)
                        .flatMap(List::stream)
                        .toArray(String[]::new))
                .or(resideInAPackage("")));
  }

  @Test
  void dependencies_allowed_in_the_table_are_all_used() {
    var unused =
        MAY_USE.entrySet().stream()
            .flatMap(
                row ->
                    row.getValue().stream()
                        .filter(allowed -> !isUsed(row.getKey(), allowed))
                        .map(allowed -> row.getKey() + " -> " + allowed));
    assertThat(unused).isEmpty();
  }

  private static boolean isUsed(String name, String allowed) {
    var target = resideInAPackage(allowed);
    return CLASSES.stream()
        .filter(type -> type.getPackageName().equals(name))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .anyMatch(dependency -> target.test(dependency.getTargetClass()));
  }

  @Test
  void access_package_uses_no_network_files_or_clock() {
    noClasses()
        .that()
        .resideInAPackage("com.wandb.iam.access..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.io..", "java.nio.file..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("com.wandb.iam.access..")
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
  void plans_and_reports_have_no_effects() {
    noClasses()
        .that()
        .haveNameMatching(".*\\.(\\w+Plan|\\w+Report|Plan|StepOrder|Standing)")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "com.wandb.iam.kube..",
                    "io.javaoperatorsdk..",
                    "io.fabric8.kubernetes.client..")
                .or(assignableTo(ReconcileAbort.class))
                .or(assignableTo(InstantSource.class)))
        .check(CLASSES);
  }

  @Test
  void only_servers_know_how_a_server_is_synced() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "com.wandb.iam.server.sync", "com.wandb.iam.server", "com.wandb.iam.operator")
        .should()
        .dependOnClassesThat(assignableTo(ServerSync.class))
        .check(CLASSES);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("com.wandb.iam.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void no_two_classes_have_the_same_simple_name() {
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
