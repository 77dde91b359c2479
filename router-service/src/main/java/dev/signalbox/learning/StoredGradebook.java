package dev.signalbox.learning;

import dev.signalbox.learn.Grade;
import dev.signalbox.store.GradeStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The grades of one job: those that earlier attempts at it left, and the new ones as they come. */
final class StoredGradebook implements Gradebook {

    private final GradeStore store;
    private final String job;
    private final Map<Key, Grade> earlier = new HashMap<>();

    StoredGradebook(GradeStore store, String job) {
        this.store = store;
        this.job = job;
        store.of(job)
                .forEach(row -> earlier.put(
                        new Key(row.question(), row.expert()),
                        new Grade(
                                row.quality(),
                                row.microUsd(),
                                Duration.ofNanos(row.latencyMicros() * 1000),
                                row.tokens())));
    }

    @Override
    public Optional<Grade> find(Question question, String expert) {
        return Optional.ofNullable(earlier.get(new Key(question.hash(), expert)));
    }

    @Override
    public void keep(Question question, String expert, Grade grade) {
        long micros = grade.latency().toNanos() / 1000;
        store.keep(
                job,
                new GradeStore.Graded(
                        question.hash(), expert, grade.quality(), grade.microUsd(), micros, grade.completionTokens()));
    }

    private record Key(String question, String expert) {}
}
