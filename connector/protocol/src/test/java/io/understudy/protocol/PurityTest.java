package io.understudy.protocol;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The protocol core knows no thread, no clock, no chance, no input or output, and no library. */
class PurityTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.understudy.protocol");

  @Test
  void shouldDependOnNothingButItselfAndPlainJava() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.understudy.protocol..",
            "java.lang",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.nio.charset",
            "java.util",
            "java.util.function",
            "java.util.stream")
        .check(CORE);
  }

  @Test
  void shouldHaveNoThreadsWhenTimeIsAnArgument() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Timer.class)
        .check(CORE);
  }

  @Test
  void shouldHaveNoHiddenThreadsEither() {
    noClasses()
        .should()
        .callMethodWhere(target(nameStartingWith("parallel")))
        .because("the others' threads would do the work")
        .check(CORE);
  }

  /** Neither for a time nor without one. */
  @Test
  void shouldWaitForNobody() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(type(Object.class))).and(target(nameMatching("wait|notify|notifyAll"))))
        .check(CORE);
  }

  @Test
  void shouldKnowNoOtherProcess() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class, ProcessHandle.class, Process.class)
        .check(CORE);
  }

  @Test
  void shouldReadNoClockAndNoSurroundings() {
    noClasses().should().dependOnClassesThat().areAssignableTo(System.class).check(CORE);
    noClasses().should().dependOnClassesThat().areAssignableTo(Runtime.class).check(CORE);
    noClasses().should().dependOnClassesThat().areAssignableTo(java.util.Date.class).check(CORE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Calendar.class)
        .check(CORE);
  }

  @Test
  void shouldTakeNoChancesWhenChanceIsAnArgument() {
    noClasses().should().dependOnClassesThat().areAssignableTo(java.util.Random.class).check(CORE);
    noClasses().should().dependOnClassesThat().areAssignableTo(java.util.UUID.class).check(CORE);
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.SplittableRandom.class)
        .check(CORE);
    noClasses().should().callMethod(Math.class, "random").check(CORE);
    noClasses()
        .should()
        .callMethod(java.util.Collections.class, "shuffle", java.util.List.class)
        .check(CORE);
  }

  @Test
  void shouldSayWhatEachPackageIs() {
    for (JavaPackage each : CORE.getPackage("io.understudy.protocol").getSubpackagesInTree()) {
      assertThat(each.tryGetPackageInfo()).as(each.getName()).isPresent();
    }
  }
}
