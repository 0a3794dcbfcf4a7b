package io.gramme.http.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.gramme.http", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.gramme.(**)").should().beFreeOfCycles();

  /** The front end sees the store as its services show it, and the words that they use. */
  @ArchTest
  static final ArchRule whatLiesBehindTheServicesIsNotTouched =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gramme.http.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.gramme.storage..",
              "io.gramme.vnode..",
              "io.gramme.membership..",
              "io.gramme.ring..",
              "io.gramme.handoff..",
              "io.gramme.antientropy..",
              "io.gramme.merkle..",
              "io.gramme.wire..",
              "org.iq80..",
              "org.fusesource..");

  /** Below the outermost package requests and answers are values. */
  @ArchTest
  static final ArchRule onlyTheOutermostPackageKnowsPekko =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.gramme.http.exchange..",
              "io.gramme.http.object..",
              "io.gramme.http.bucket..",
              "io.gramme.http.system..",
              "io.gramme.http.route..",
              "io.gramme.http.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko..");
}
