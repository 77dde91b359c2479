package dev.signalbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of this module's packages. */
final class ArchitectureTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .importUrl(SignalboxApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.signalbox.(*)..").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void web_isSeenByGatewayAndAdminOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.signalbox.gateway..", "dev.signalbox.admin..", "dev.signalbox")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.apache.catalina..")
                .check(MODULE);
    }

    @Test
    void resilience4j_isSeenByExecutionOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.execution..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.resilience4j..")
                .check(MODULE);
    }

    @Test
    void sql_isSeenByItsOwnersOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.signalbox.gateway..",
                        "dev.signalbox.admin..",
                        "dev.signalbox.pipeline..",
                        "dev.signalbox.execution..",
                        "dev.signalbox.learning..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..")
                .check(MODULE);
    }

    @Test
    void providers_areSeenWhereTheyAreWiredOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.signalbox.gateway..",
                        "dev.signalbox.admin..",
                        "dev.signalbox.pipeline..",
                        "dev.signalbox.telemetry..",
                        "dev.signalbox.tenancy..",
                        "dev.signalbox.store..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.signalbox.experts.openai..", "dev.signalbox.experts.http..", "dev.signalbox.moe.."))
                .check(MODULE);
    }

    @Test
    void onlyTheExecutor_asksExperts() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.signalbox.gateway..",
                        "dev.signalbox.admin..",
                        "dev.signalbox.pipeline..",
                        "dev.signalbox.learning..",
                        "dev.signalbox.telemetry..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.signalbox.experts.Expert")
                .check(MODULE);
    }

    @Test
    void packages_areNullMarked() {
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should(liveInANullMarkedPackage())
                .check(MODULE);
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " does not"));
                }
            }
        };
    }
}
