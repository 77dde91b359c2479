package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.bench.ExpertsBench.Answer;
import dev.signalbox.cli.bench.ExpertsBench.Count;
import dev.signalbox.cli.bench.ExpertsBench.Item;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpertsBenchTest {

    private static final List<Item> ITEMS = List.of(
            new Item("1+1", "2", "sums", "test"),
            new Item("2+2", "4", "sums", "test"),
            new Item("Capital of Peru", "Lima", "atlas", "test"));

    @Test
    void run_answers_countsTheLastLineByDomain() throws InterruptedException {
        var bench = new ExpertsBench(
                (_, question) -> new Answer("working\n" + (question.equals("1+1") ? "2" : "5"), 3e-6, "sums"), 2);

        var result = bench.run("sums", ITEMS);

        assertThat(result.all()).isEqualTo(new Count(3, 1));
        assertThat(result.domains()).isEqualTo(Map.of("sums", new Count(2, 1), "atlas", new Count(1, 0)));
        assertThat(result.meanUsd()).isEqualTo(3e-6);
        assertThat(result.experts()).isEqualTo(Map.of("sums", 3));
    }

    @Test
    void run_emptyReply_isWrong() throws InterruptedException {
        var bench = new ExpertsBench((_, _) -> new Answer("", 0, "nobody"), 1);

        assertThat(bench.run("x", ITEMS).all().share()).isZero();
    }
}
