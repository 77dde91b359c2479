package dev.signalbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.http.OutboundClient;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of this module's packages. */
final class ArchitectureTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .importUrl(
                    OutboundClient.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void onlyTheOutboundClient_seesTheHttpClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.experts.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hc..", "java.net.http..")
                .check(MODULE);
    }

    @Test
    void onlyEmbeddings_seeTheModelRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.embeddings")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..")
                .check(MODULE);
    }

    @Test
    void providers_doNotSeeEachOther() {
        slices().matching("dev.signalbox.experts.(*)..")
                .namingSlices("provider $1")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), inHttp())
                .check(MODULE);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.signalbox.(**)").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void everything_dependsOnPortsAndItsOwnToolsOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.apache.hc..",
                        "tools.jackson.core..",
                        "ai.onnxruntime..",
                        "dev.signalbox.experts..",
                        "dev.signalbox.features..",
                        "dev.signalbox.yaml..",
                        "dev.signalbox.embeddings..")
                .check(MODULE);
    }

    @Test
    void providers_areFinalPublicAndNamed() {
        classes()
                .that()
                .implement(ExpertProvider.class)
                .should()
                .beAnnotatedWith(ProviderSpec.class)
                .andShould()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(MODULE);
    }

    @Test
    void packages_areNullMarked() throws ClassNotFoundException {
        Set<String> packages = new TreeSet<>();
        MODULE.forEach(type -> packages.add(type.getPackageName()));
        assertThat(packages).hasSizeGreaterThanOrEqualTo(3);
        for (var name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static DescribedPredicate<JavaClass> inHttp() {
        return JavaClass.Predicates.resideInAPackage("dev.signalbox.experts.http");
    }
}
