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

/** Checks the {@link PackageTable}, and rules for single packages. */
class ArchitectureTest {
  private static final String BASE = "com.wandb.iam";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  private static final List<String> LANGUAGE = List.of("java..", "org.jspecify..");

  @Test
  void every_package_is_listed_in_the_table() {
    var packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(PackageTable.MAY_USE.keySet()).containsAll(packages);
  }

  @Test
  void packages_use_only_dependencies_allowed_in_the_table() {
    assertAll(
        PackageTable.MAY_USE.entrySet().stream()
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
        PackageTable.MAY_USE.entrySet().stream()
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
