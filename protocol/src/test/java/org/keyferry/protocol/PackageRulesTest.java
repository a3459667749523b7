package org.keyferry.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which package may use which.
class PackageRulesTest {

  private static final String BASE = "org.keyferry.protocol";

  /// A package may use the packages before it.
  private static final List<String> ORDER =
      List.of("http", "pki", "problem", "bundle", "agent", "officer");

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(BASE);

  @Test
  void aPackageUsesOnlyThePackagesBeforeIt() {
    for (var name : ORDER.subList(0, ORDER.size() - 1)) {
      var later = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size());
      noClasses()
          .that()
          .resideInAPackage(packageOf(name))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              later.stream().map(PackageRulesTest::packageOf).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(CLASSES.getPackage(BASE).getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheBundleKnowsJose() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("bundle"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jose4j..")
        .check(CLASSES);
  }

  private static String packageOf(String name) {
    return BASE + "." + name + "..";
  }
}
