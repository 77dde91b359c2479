package dev.signalbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import dev.signalbox.gate.BatchGate;
import dev.signalbox.gate.BatchGateContract;
import dev.signalbox.gate.BatchGateSpec;
import dev.signalbox.gate.Gate;
import dev.signalbox.gate.GateContract;
import dev.signalbox.gate.GateSpec;
import dev.signalbox.score.Scorer;
import dev.signalbox.score.ScorerContract;
import dev.signalbox.score.ScorerSpec;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the core to its shape: package order, purity, and what a plug-in looks like. */
final class ShapeTest {

    private static final String ROOT = "dev.signalbox";

    static {
        // the rules look at names alone, and resolving the JDK's classes takes most of a minute
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains(".jar"))
            .importPackages(ROOT);
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packages_dependDownwardsOnly() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("policy")
                .definedBy(ROOT + ".policy")
                .layer("evaluate")
                .definedBy(ROOT + ".evaluate..")
                .layer("plan")
                .definedBy(ROOT + ".plan")
                .layer("gate")
                .definedBy(ROOT + ".gate")
                .layer("score")
                .definedBy(ROOT + ".score")
                .layer("numeric")
                .definedBy(ROOT + ".numeric")
                .layer("learn")
                .definedBy(ROOT + ".learn")
                .layer("features")
                .definedBy(ROOT + ".features")
                .layer("experts")
                .definedBy(ROOT + ".experts")
                .layer("yaml")
                .definedBy(ROOT + ".yaml")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("evaluate")
                .whereLayer("evaluate")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("policy", "evaluate")
                .whereLayer("gate")
                .mayOnlyBeAccessedByLayers("policy", "plan", "evaluate")
                .whereLayer("score")
                .mayOnlyBeAccessedByLayers("policy", "plan", "gate", "evaluate")
                .whereLayer("numeric")
                .mayOnlyBeAccessedByLayers("policy", "evaluate", "score")
                .whereLayer("learn")
                .mayOnlyBeAccessedByLayers("policy", "evaluate", "score", "numeric")
                .whereLayer("features")
                .mayOnlyBeAccessedByLayers("policy", "evaluate", "score", "learn")
                .whereLayer("experts")
                .mayNotAccessAnyLayer()
                .whereLayer("yaml")
                .mayNotAccessAnyLayer()
                .check(CORE);
    }

    @Test
    void packages_formNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void core_knowsNoFrameworkHttpOrSql() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta..",
                        "java.net.http..",
                        "org.apache.hc..",
                        "java.sql..",
                        "javax.sql..",
                        "io.github.resilience4j..")
                .check(CORE);
    }

    @Test
    void core_neverReadsTheClock() {
        noClasses().should().callMethod(Instant.class, "now").check(CORE);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CORE);
        noClasses().should().callMethod(System.class, "nanoTime").check(CORE);
    }

    @Test
    void everyPackage_isNullMarked() {
        var marked = CORE.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(type -> type.getPackageName())
                .collect(Collectors.toSet());
        assertThat(CORE.stream().map(type -> type.getPackageName()).collect(Collectors.toSet()))
                .isEqualTo(marked);
    }

    @Test
    void everyScorer_isFinalAnnotatedAndTestedByItsContract() {
        assertPlugins(Scorer.class, ScorerSpec.class, ScorerContract.class);
    }

    @Test
    void everyGate_isFinalAnnotatedAndTestedByItsContract() {
        assertPlugins(Gate.class, GateSpec.class, GateContract.class);
    }

    @Test
    void everyBatchGate_isFinalAnnotatedAndTestedByItsContract() {
        assertPlugins(BatchGate.class, BatchGateSpec.class, BatchGateContract.class);
    }

    private static void assertPlugins(Class<?> slot, Class<? extends Annotation> spec, Class<?> contract) {
        classes()
                .that()
                .implement(slot)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .bePublic()
                .andShould()
                .beAnnotatedWith(spec)
                .check(CORE);
        var plugins = CORE.stream()
                .filter(type -> type.isAssignableTo(slot) && !type.isInterface())
                .toList();
        assertThat(plugins).isNotEmpty();
        for (var plugin : plugins) {
            assertThat(TESTS.contain(plugin.getName() + "Test"))
                    .as(plugin.getName() + "Test")
                    .isTrue();
            assertThat(TESTS.get(plugin.getName() + "Test").isAssignableTo(contract))
                    .as("%sTest extends %s", plugin.getName(), contract.getSimpleName())
                    .isTrue();
        }
    }
}
