package org.keyferry.repository.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Which package may use which.
class PackageRulesTest {

  private static final String BASE = "org.keyferry.repository";

  /// A package may use the packages before it.
  private static final List<String> ORDER =
      List.of(
          "audit",
          "custody",
          "agent",
          "approval",
          "certificate",
          "issuance",
          "renewal",
          "delivery",
          "incident",
          "notice",
          "admin",
          "app");

  private static final String[] EDGES = {
    BASE + "..rest..",
    BASE + "..web..",
    BASE + "..store..",
    BASE + "..acme..",
    BASE + "..dns..",
    BASE + "..mail..",
    BASE + "..webhook.."
  };

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
          .allowEmptyShould(true)
          .check(CLASSES);
    }
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
  void aDomainDoesNotKnowItsEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(EDGES)
        .and()
        .resideOutsideOfPackage(packageOf("app"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(EDGES)
        .because("HTTP, SQL, ACME and DNS are how, not what")
        .check(CLASSES);
  }

  @Test
  void onlyStoresKnowTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..")
        .check(CLASSES);
  }

  @Test
  void onlyAcmeKnowsAcme4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..acme..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.shredzone..")
        .check(CLASSES);
  }

  @Test
  void domainsDoNotKnowQuarkus() {
    noClasses()
        .that()
        .resideOutsideOfPackages(EDGES)
        .and()
        .resideOutsideOfPackages(packageOf("app"), packageOf("admin"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.quarkus..", "jakarta.ws.rs..", "io.vertx..")
                .and(not(nameMatching("io\\.quarkus\\.arc\\.[A-Z].*")))
                .and(not(nameMatching("io\\.quarkus\\.runtime\\.(Startup|Shutdown)Event"))))
        .because("CDI annotations may stand in a domain, the framework may not")
        .check(CLASSES);
  }

  @Test
  void timeAndChanceAreHandedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("app"))
        .should()
        .accessTargetWhere(is(Instant.class, "now")) // callMethod would overlook Instant::now
        .orShould()
        .accessTargetWhere(is(InstantSource.class, "system"))
        .orShould()
        .accessTargetWhere(is(UUID.class, "randomUUID"))
        .orShould()
        .accessTargetWhere(is(System.class, "currentTimeMillis"))
        .because("a test sets the clock")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES).hasSizeGreaterThan(15); // or the importer found nothing
    assertThat(CLASSES.getPackage(BASE).getSubpackagesInTree())
        .filteredOn(each -> !each.getClasses().isEmpty())
        .filteredOn(each -> !each.isAnnotatedWith(NullMarked.class))
        .extracting(JavaPackage::getName)
        .isEmpty();
  }

  private static DescribedPredicate<JavaAccess<?>> is(Class<?> owner, String method) {
    return target(owner(equivalentTo(owner))).and(target(nameMatching(method)));
  }

  private static String packageOf(String name) {
    return BASE + "." + name + "..";
  }
}
