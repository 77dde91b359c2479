package dev.signalbox.store;

import java.util.List;

/** Grades that a job has gathered, so that whoever goes on with it asks no expert twice. */
public final class GradeStore {

    private final Database database;

    public GradeStore(Database database) {
        this.database = database;
    }

    /** Keeps a grade; the first one for a question and an expert stays. */
    public void keep(String job, Graded graded) {
        database.jdbc()
                .sql("""
                        INSERT INTO grades (job, question, expert, quality, micro_usd, latency_micros, tokens)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                .params(
                        job,
                        graded.question(),
                        graded.expert(),
                        graded.quality(),
                        graded.microUsd(),
                        graded.latencyMicros(),
                        graded.tokens())
                .update();
    }

    public List<Graded> of(String job) {
        return database.jdbc()
                .sql("SELECT question, expert, quality, micro_usd, latency_micros, tokens FROM grades WHERE job = ?")
                .param(job)
                .query((row, _) -> new Graded(
                        row.getString("question"),
                        row.getString("expert"),
                        row.getDouble("quality"),
                        row.getDouble("micro_usd"),
                        row.getLong("latency_micros"),
                        row.getLong("tokens")))
                .list();
    }

    /**
     * @param question hash of its prompt and answer
     * @param tokens generated
     */
    public record Graded(
            String question, String expert, double quality, double microUsd, long latencyMicros, long tokens) {}
}
