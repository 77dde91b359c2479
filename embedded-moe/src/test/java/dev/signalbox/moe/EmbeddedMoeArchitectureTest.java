package dev.signalbox.moe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "dev.signalbox.moe", importOptions = ImportOption.DoNotIncludeTests.class)
final class EmbeddedMoeArchitectureTest {

    @ArchTest
    static final ArchRule knows_only_the_port = classes()
            .that()
            .resideInAPackage("dev.signalbox.moe..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.signalbox.moe..",
                    "dev.signalbox.experts",
                    "dev.signalbox.yaml",
                    "java..",
                    "com.sun.management..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule format_and_native_code_know_nothing_of_experts = noClasses()
            .that()
            .resideInAnyPackage("dev.signalbox.moe.gguf", "dev.signalbox.moe.llama", "dev.signalbox.moe.adapter")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.signalbox.moe", "dev.signalbox.experts", "dev.signalbox.yaml");

    @ArchTest
    static final ArchRule native_functions_are_called_in_one_package = noClasses()
            .that()
            .resideOutsideOfPackage("dev.signalbox.moe.llama")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("dev.signalbox.moe.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule plug_ins_are_final_and_named = classes()
            .that()
            .areAssignableTo(ExpertProvider.class)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .andShould()
            .beAnnotatedWith(ProviderSpec.class);

    @ArchTest
    static final ArchRule experts_stay_behind_their_provider =
            classes().that().areAssignableTo(Expert.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule no_word_that_says_nothing =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)");

    @Test
    void packages_all_areNullMarked() {
        for (var type : new Class<?>[] {
            LocalProvider.class,
            dev.signalbox.moe.gguf.GgufHeader.class,
            dev.signalbox.moe.llama.LlamaLibrary.class,
            dev.signalbox.moe.fetch.Downloads.class,
            dev.signalbox.moe.adapter.AdapterPool.class
        }) {
            assertThat(type.getPackage().isAnnotationPresent(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }
}
