package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Query;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The text that routing reads, which is the question, and what is computed from it: each when first asked for, and once.
 * So a policy whose scorer does not look at the question embeds nothing. Safe for concurrent use.
 */
public final class Prompt {

    private final String text;
    private final Memo<Embedding> embedding;
    private final Memo<Terms> terms;
    private final Memo<Signals> signals;
    private final Memo<Language> language;
    private final Set<Part> lacking;

    private Prompt(
            String text,
            Memo<Embedding> embedding,
            Memo<Terms> terms,
            Memo<Signals> signals,
            Memo<Language> language,
            Set<Part> lacking) {
        this.text = requireNonNull(text);
        this.embedding = embedding;
        this.terms = terms;
        this.signals = signals;
        this.language = language;
        this.lacking = Set.copyOf(lacking);
    }

    private static Prompt of(String text, Memo<Embedding> embedding, Supplier<Signals> signals) {
        return new Prompt(
                text,
                embedding,
                new Memo<>(() -> Terms.of(text)),
                new Memo<>(signals),
                new Memo<>(() -> Language.of(text)),
                Set.of());
    }

    /** Of the query's question; its signals know the whole conversation. */
    public static Prompt of(Query query, PromptEmbedder embedder) {
        var text = query.question();
        boolean tools = query.settings().needs().contains(Ability.TOOLS);
        int turns = query.turns().size();
        return of(text, new Memo<>(() -> embedder.embed(text)), () -> Signals.of(text, tools, turns));
    }

    /** Of a question that is a whole conversation. */
    public static Prompt of(String text, PromptEmbedder embedder) {
        return of(text, new Memo<>(() -> embedder.embed(text)), () -> Signals.of(text));
    }

    /** Of a question that is a whole conversation and was embedded before. */
    public static Prompt of(String text, Embedding embedding) {
        return of(text, Memo.known(embedding), () -> Signals.of(text));
    }

    /** Of a question whose text is not known any more; terms and signals are those of the empty text. */
    public static Prompt of(Embedding embedding) {
        return of("", embedding);
    }

    /** Of a question whose text is not known any more, nor its language. */
    public static Prompt of(Embedding embedding, Terms terms, Signals signals) {
        return of(embedding, terms, signals, Language.UNKNOWN);
    }

    /** Of a question whose text is not known any more. */
    public static Prompt of(Embedding embedding, Terms terms, Signals signals, Language language) {
        return new Prompt(
                "", Memo.known(embedding), Memo.known(terms), Memo.known(signals), Memo.known(language), Set.of());
    }

    /**
     * Of a question whose text is not known any more, but what a decision looked at: the other parts were never computed, and
     * to read one throws {@link UnrecordedException}.
     */
    public static Prompt recorded(
            Embedding embedding, Optional<Terms> terms, Optional<Signals> signals, Optional<Language> language) {
        var lacking = EnumSet.noneOf(Part.class);
        if (terms.isEmpty()) {
            lacking.add(Part.TERMS);
        }
        if (signals.filter(known -> known.size() == Signals.dimension()).isEmpty()) {
            lacking.add(Part.SIGNALS);
        }
        if (language.isEmpty()) {
            lacking.add(Part.LANGUAGE);
        }
        return new Prompt(
                "",
                Memo.known(embedding),
                memo(terms, Part.TERMS),
                memo(signals, Part.SIGNALS),
                memo(language, Part.LANGUAGE),
                lacking);
    }

    private static <T> Memo<T> memo(Optional<T> recorded, Part part) {
        return recorded.map(Memo::known).orElseGet(() -> unrecorded(part));
    }

    private static <T> Memo<T> unrecorded(Part part) {
        return new Memo<>(() -> {
            throw new UnrecordedException(
                    part,
                    "question: its record lacks " + part.word() + ", expected one of a decision that looked at "
                            + part.word());
        });
    }

    /** What a record of a question may lack. */
    public enum Part {
        TERMS,
        SIGNALS,
        LANGUAGE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether its record lacks that part; signals of an earlier version's record, which are too few, are lacking too. */
    public boolean lacks(Part part) {
        return lacking.contains(part);
    }

    /** The question; empty when the prompt was rebuilt from a record. */
    public String text() {
        return text;
    }

    public Embedding embedding() {
        return embedding.get();
    }

    public Terms terms() {
        return terms.get();
    }

    public Signals signals() {
        return signals.get();
    }

    public Language language() {
        return language.get();
    }

    /** The embedding when somebody has asked for it before; never computes one. */
    public Optional<Embedding> embeddingIfComputed() {
        return embedding.ifComputed();
    }

    /** The terms when somebody has asked for them before. */
    public Optional<Terms> termsIfComputed() {
        return terms.ifComputed();
    }

    /** The signals when somebody has asked for them before. */
    public Optional<Signals> signalsIfComputed() {
        return signals.ifComputed();
    }

    /** The language when somebody has asked for it before. */
    public Optional<Language> languageIfComputed() {
        return language.ifComputed();
    }
}
