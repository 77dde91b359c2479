package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PromptTest {

    private static final Embedding POINT = Embedding.of(new float[] {0, 1});

    @Test
    void embedding_askedTwice_isComputedOnceAndNotBefore() {
        var embedder = new Counting(0);
        var prompt = Prompt.of("what?", embedder);

        assertThat(prompt.embeddingIfComputed()).isEmpty();
        assertThat(prompt.terms().size()).isPositive();
        assertThat(prompt.signals().at(Signal.WHAT)).isEqualTo(1);
        assertThat(embedder.calls).hasValue(0);

        assertThat(prompt.embedding()).isSameAs(prompt.embedding());
        assertThat(prompt.embeddingIfComputed()).containsSame(prompt.embedding());
        assertThat(prompt.terms()).isSameAs(prompt.terms());
        assertThat(prompt.signals()).isSameAs(prompt.signals());
        assertThat(embedder.calls).hasValue(1);
    }

    @Test
    void recorded_partThatWasNotRead_isLackingAndThrows() {
        var known = Signals.of("what?");
        var prompt = Prompt.recorded(POINT, Optional.empty(), Optional.of(known), Optional.empty());

        assertThat(prompt.lacks(Prompt.Part.TERMS)).isTrue();
        assertThat(prompt.lacks(Prompt.Part.SIGNALS)).isFalse();
        assertThat(prompt.signals()).isEqualTo(known);
        assertThat(prompt.termsIfComputed()).isEmpty();
        assertThatExceptionOfType(UnrecordedException.class)
                .isThrownBy(prompt::terms)
                .satisfies(e -> assertThat(e.part()).isEqualTo(Prompt.Part.TERMS));
        assertThatExceptionOfType(UnrecordedException.class).isThrownBy(prompt::language);
    }

    @Test
    void recorded_signalsOfAnEarlierVersion_areLacking() {
        var few = Signals.of(new float[] {0.5f});
        var prompt = Prompt.recorded(POINT, Optional.empty(), Optional.of(few), Optional.empty());

        assertThat(prompt.lacks(Prompt.Part.SIGNALS)).isTrue();
        assertThat(prompt.signals().at(Signal.LENGTH)).isEqualTo(0.5f);
        assertThat(Prompt.of("what?", POINT).lacks(Prompt.Part.SIGNALS))
                .as("computed when asked for")
                .isFalse();
    }

    @Test
    void embedding_manyThreads_isComputedOnce() throws Exception {
        var embedder = new Counting(0);
        var prompt = Prompt.of("what?", embedder);
        var found = Collections.synchronizedList(new ArrayList<Embedding>());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> ask = () -> found.add(prompt.embedding());
            threads.invokeAll(Collections.nCopies(50, ask));
        }

        assertThat(embedder.calls).hasValue(1);
        assertThat(found).hasSize(50).containsOnly(prompt.embedding());
    }

    @Test
    void embedding_failsOnce_isTriedAgain() {
        var prompt = Prompt.of("what?", new Counting(1));

        assertThatThrownBy(prompt::embedding).hasMessage("not yet");
        assertThat(prompt.embeddingIfComputed()).isEmpty();
        assertThat(prompt.embedding()).isSameAs(POINT);
    }

    @Test
    void of_embeddingAlone_isAnEmptyText() {
        var prompt = Prompt.of(POINT);

        assertThat(prompt.text()).isEmpty();
        assertThat(prompt.embeddingIfComputed()).containsSame(POINT);
        assertThat(prompt.terms()).isEqualTo(Terms.NONE);
        assertThat(prompt.signals()).isEqualTo(Signals.of(""));
    }

    @Test
    void of_parts_givesThemBack() {
        var terms = Terms.of("a b");
        var signals = Signals.of("a b", true, 3);

        var prompt = Prompt.of(POINT, terms, signals);

        assertThat(List.of(prompt.embedding(), prompt.terms(), prompt.signals()))
                .containsExactly(POINT, terms, signals);
    }

    /** Fails as often as it is told to. */
    private static final class Counting implements PromptEmbedder {
        final AtomicInteger calls = new AtomicInteger();
        private final int failures;

        Counting(int failures) {
            this.failures = failures;
        }

        @Override
        public String space() {
            return "counting";
        }

        @Override
        public int dimension() {
            return POINT.dimension();
        }

        @Override
        public Embedding embed(String text) {
            if (calls.incrementAndGet() <= failures) {
                throw new IllegalStateException("not yet");
            }
            return POINT;
        }
    }
}
