package org.keyferry.agent;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Which package may use which.
class PackageRulesTest {

  private static final String BASE = "org.keyferry.agent";

  /// What all others stand on: how to keep a file, how to talk to the repository.
  private static final List<String> GROUND = List.of("disk", "connection");

  /// The parts of a round. They do not know each other; they pass values.
  private static final List<String> PARTS =
      List.of("identity", "fetch", "install", "reload", "probe", "report", "challenge");

  /// What a host was before the agent came. Knows nothing of a round.
  private static final List<String> BEFORE = List.of("adopt");

  private static final List<String> TOP = List.of("cycle", "metrics", "doctor", "cli", "app");

  /// A package may use the packages before it.
  private static final List<String> ORDER =
      Stream.of(GROUND, PARTS, BEFORE, TOP).flatMap(List::stream).toList();

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(BASE);

  @Test
  void aPackageUsesOnlyThePackagesBeforeIt() {
    for (var name : ORDER) {
      forbid(name, ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()));
    }
  }

  @Test
  void thePartsOfARoundDoNotKnowEachOther() {
    for (var name : PARTS) {
      forbid(name, PARTS.stream().filter(each -> !each.equals(name)).toList());
    }
  }

  @Test
  void adoptKnowsTheDiskAlone() {
    forbid("adopt", PARTS);
    forbid("adopt", List.of("connection"));
  }

  /// And the doctor, who looks at each; but for the failures of `identity`, which `cli` puts into
  /// words.
  @Test
  void onlyTheCycleKnowsTheParts() {
    forbid("cli", List.of("fetch", "install", "reload", "probe", "report"));
    forbid("metrics", PARTS);
    forbid("app", PARTS);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(CLASSES.getPackage(BASE).getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .isNotEmpty()
        .isSubsetOf(ORDER);
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheReloadStartsProcesses() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("reload"))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould()
        .accessTargetWhere(is(Runtime.class, "exec"))
        .because("nothing from the network reaches an argument list")
        .check(CLASSES);
  }

  @Test
  void onlyTheEdgesKnowTheirLibraries() {
    onlyIn(List.of("cycle.yaml"), "org.snakeyaml..");
    onlyIn(List.of("connection"), "java.net.http..");
    onlyIn(List.of("identity"), "org.keyferry.cryptoki..");
    onlyIn(List.of("cli", "app"), "picocli..");
    onlyIn(List.of("metrics"), "io.prometheus..");
    onlyIn(List.of("metrics"), "com.sun.net.httpserver..");
    onlyIn(List.of("app"), "io.quarkus..");
  }

  @Test
  void timeAndChanceAreHandedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("app"))
        .should()
        .accessTargetWhere(is(Instant.class, "now")) // callMethod would overlook Instant::now
        .orShould()
        .accessTargetWhere(is(UUID.class, "randomUUID"))
        .orShould()
        .accessTargetWhere(is(System.class, "currentTimeMillis|nanoTime"))
        .because("a test sets the clock")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES).hasSizeGreaterThan(50); // or the importer found nothing
    assertThat(CLASSES.getPackage(BASE).getSubpackagesInTree())
        .filteredOn(each -> !each.getClasses().isEmpty())
        .filteredOn(each -> !each.isAnnotatedWith(NullMarked.class))
        .extracting(JavaPackage::getName)
        .isEmpty();
  }

  private static void onlyIn(List<String> homes, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            homes.stream().map(PackageRulesTest::packageOf).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  private static void forbid(String name, List<String> others) {
    if (!others.isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(packageOf(name))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              others.stream().map(PackageRulesTest::packageOf).toArray(String[]::new))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  private static DescribedPredicate<JavaAccess<?>> is(Class<?> owner, String method) {
    return target(owner(equivalentTo(owner))).and(target(nameMatching(method)));
  }

  private static String packageOf(String name) {
    return BASE + "." + name + "..";
  }
}
