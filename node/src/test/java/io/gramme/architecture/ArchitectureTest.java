package io.gramme.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.gramme.wire.ControlMessage;
import io.gramme.wire.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.Behavior;

@AnalyzeClasses(packages = "io.gramme", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Path DIAGRAM = Path.of("../docs/packages.puml");

  /** The picture in the docs is the rule: an arrow nobody drew is a dependency nobody may add. */
  @ArchTest
  static final ArchRule packagesDependAsDrawn =
      classes().should(adhereToPlantUmlDiagram(DIAGRAM, consideringOnlyDependenciesInDiagram()));

  /** A package missing from the picture would escape the rule above. */
  @ArchTest
  static final ArchRule everyPackageIsDrawn =
      classes()
          .should()
          .resideInAnyPackage(
              Pattern.compile("<<(.+?)>>")
                  .matcher(diagram())
                  .results()
                  .map(stereotype -> stereotype.group(1))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.gramme.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyShellsKnowPekko =
      noClasses()
          .that(areNoShells())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko..");

  /** Time and chance reach pure code as arguments, so that a test can choose them. */
  @ArchTest
  static final ArchRule pureCodeReadsNoClockAndRollsNoDice =
      noClasses()
          .that(arePure())
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule messagesThatCrossNodesAreRecords =
      classes()
          .that()
          .areAssignableTo(WireMessage.class)
          .or()
          .areAssignableTo(ControlMessage.class)
          .and()
          .areNotInterfaces()
          .should()
          .beRecords();

  @ArchTest
  static final ArchRule actorsAreFinalAndMadeByCreate =
      classes()
          .that()
          .areAssignableTo(Behavior.class)
          .should()
          .haveModifier(JavaModifier.FINAL)
          .andShould()
          .haveOnlyPrivateConstructors();

  @ArchTest
  static final ArchRule everyCommandHasItsHandler =
      classes().that().areAssignableTo(Behavior.class).should(handleEveryNestedCommand());

  private static String diagram() {
    try {
      return Files.readString(DIAGRAM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packages whose every class is a value or a function of its arguments. */
  private static final Set<String> PURE =
      Set.of("model", "codec", "machine", "causality", "ring", "quorum", "merkle", "buckets");

  /** Pure, whatever their packages. */
  private static final Set<String> DECIDERS =
      Set.of(
          "AddressBook",
          "Bootstrap",
          "Calendar",
          "CoordinatorChoice",
          "HintRules",
          "Letter",
          "Neighbours",
          "Poll",
          "RecordRules",
          "Reception",
          "RequestPlanner",
          "RingBook",
          "RingRules",
          "Spread",
          "Staging",
          "StandIns");

  /** What an actor keeps apart for its own sake: refs, or the shell of one of its rounds. */
  private static final Set<String> SHELLS_WITHIN_ACTORS =
      Set.of("Neighbourhood", "Delivery", "Debts", "HintShelf", "SliceStream", "Correspondence");

  private static DescribedPredicate<JavaClass> arePure() {
    return describe(
        "are pure",
        type -> {
          String name = fileOf(type).getSimpleName();
          return PURE.contains(subpackage(type))
              || name.endsWith("Round")
              || name.endsWith("Plan")
              || DECIDERS.contains(name);
        });
  }

  /**
   * Everything but actors, protocols, serializers, migrations, what binds a node's actors to each
   * other, and the two packages that turn actors into futures.
   */
  private static DescribedPredicate<JavaClass> areNoShells() {
    return describe(
        "are no shells",
        type -> {
          JavaClass file = fileOf(type);
          String name = file.getSimpleName();
          boolean isShell =
              file.isAssignableTo(Behavior.class)
                  || name.endsWith("Protocol")
                  || name.endsWith("Serializer")
                  || name.endsWith("Migration")
                  || SHELLS_WITHIN_ACTORS.contains(name)
                  || subpackage(type).equals("node")
                  || subpackage(type).equals("service") && !name.equals("RequestPlanner");
          return !isShell;
        });
  }

  private static JavaClass fileOf(JavaClass type) {
    JavaClass file = type;
    while (file.getEnclosingClass().isPresent()) file = file.getEnclosingClass().get();
    return file;
  }

  private static String subpackage(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length > 2 ? parts[2] : "";
  }

  private static ArchCondition<JavaClass> handleEveryNestedCommand() {
    return new ArchCondition<>(
        "have a method on<Name>(.., <Name>) for every record that implements its Command") {
      @Override
      public void check(JavaClass actor, ConditionEvents events) {
        Class<?>[] commands =
            Arrays.stream(actor.reflect().getDeclaredClasses())
                .filter(nested -> nested.getSimpleName().equals("Command"))
                .flatMap(command -> Arrays.stream(command.getPermittedSubclasses()))
                .toArray(Class<?>[]::new);
        for (Class<?> command : commands) {
          boolean handled =
              actor.getMethods().stream()
                  .anyMatch(
                      method ->
                          method.getName().equals("on" + command.getSimpleName())
                              && method.getRawParameterTypes().stream()
                                  .anyMatch(type -> type.isEquivalentTo(command)));
          events.add(
              new SimpleConditionEvent(
                  actor,
                  handled,
                  actor.getSimpleName() + " handles " + command.getSimpleName() + ": " + handled));
        }
      }
    };
  }
}
