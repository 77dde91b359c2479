package dev.signalbox.cli;

import dev.signalbox.cli.bench.MoeBench.Row;
import dev.signalbox.cli.bench.MoeBench.Server;
import dev.signalbox.cli.bench.MoeBench.Speed;
import dev.signalbox.cli.bench.MoeChecks.Leak;
import dev.signalbox.cli.bench.MoeChecks.Shipped;
import dev.signalbox.cli.bench.MoeChecks.TokenCost;
import dev.signalbox.cli.bench.TelemetryCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures of {@code bench moe}, laid out.
 *
 * @param model what was served, in words
 * @param leaks first with replies apart, then together, then of all shipped models with memory for half of them
 */
record MoeReport(String model, List<Row> rows, List<Shipped> shipped, Costs costs, List<Leak> leaks) {

    /** Of one token: beyond the library, and of watching its experts. */
    record Costs(TokenCost token, TelemetryCost telemetry) {}

    String markdown() {
        return String.join(
                "\n\n",
                "Tokens per second, " + model,
                speeds(Speed::tokensPerSecond, Math::max),
                "Tokens per second of processor time",
                speeds(Speed::tokensPerCpuSecond, Math::max),
                "Milliseconds to the first token",
                speeds(Speed::firstTokenMillis, Math::min),
                "Shipped experts",
                shippedTable(),
                "A token of one reply: " + number("%.1f", costs.token().library()) + " µs in the library alone, "
                        + number("%.1f", costs.token().ours()) + " µs through a streaming expert, "
                        + number("%.1f", costs.token().worker()) + " µs through one in a worker.",
                "Watching the choice of experts, µs of the lane's processor time per token",
                telemetryTable(),
                leakTable());
    }

    private String speeds(ToDoubleFunction<Speed> value, DoubleBinaryOperator better) {
        var rivals = rivals();
        var heads = new ArrayList<>(List.of("tokens of", "at once", "together", "apart"));
        rivals.forEach(each -> heads.addAll(List.of(words(each), "ours / " + words(each))));
        var table = new Table(heads);
        for (var row : rows) {
            double together = value.applyAsDouble(speed(row, Server.TOGETHER));
            double apart = value.applyAsDouble(speed(row, Server.APART));
            var cells = new ArrayList<>(List.of(
                    row.phase().name().toLowerCase(Locale.ROOT),
                    Integer.toString(row.askers()),
                    number("%.1f", together),
                    number("%.1f", apart)));
            for (var rival : rivals) {
                double its = value.applyAsDouble(speed(row, rival));
                cells.addAll(List.of(number("%.1f", its), number("%.2f", better.applyAsDouble(together, apart) / its)));
            }
            table.row(cells);
        }
        return table.markdown();
    }

    /** Whom we were measured against. */
    private List<Server> rivals() {
        return Stream.of(Server.BINDING, Server.LLAMA_SERVER)
                .filter(each -> rows.stream().allMatch(row -> row.speeds().containsKey(each)))
                .toList();
    }

    private static String words(Server server) {
        return switch (server) {
            case TOGETHER -> "together";
            case APART -> "apart";
            case BINDING -> "plain binding";
            case LLAMA_SERVER -> "llama-server";
        };
    }

    private static Speed speed(Row row, Server server) {
        var speed = row.speeds().get(server);
        if (speed == null) {
            throw new IllegalStateException(server + " was not measured");
        }
        return speed;
    }

    private String telemetryTable() {
        var table = new Table(List.of("token", "off", "on, not watched", "watched", "cost on", "cost watched"));
        row(table, "of a reply", costs.telemetry().reply());
        row(table, "of a prompt", costs.telemetry().prompt());
        return table.markdown();
    }

    private static void row(Table table, String token, TelemetryCost.Micros micros) {
        table.row(List.of(
                token,
                number("%.1f", micros.off()),
                number("%.1f", micros.asked()),
                number("%.1f", micros.watched()),
                number("%+.1f %%", 100 * (micros.asked() / micros.off() - 1)),
                number("%+.1f %%", 100 * (micros.watched() / micros.off() - 1))));
    }

    private static ObjectNode json(TelemetryCost.Micros micros) {
        return Api.JSON
                .createObjectNode()
                .put("off", micros.off())
                .put("on", micros.asked())
                .put("watched", micros.watched());
    }

    private String shippedTable() {
        var table = new Table(List.of("model", "load ms", "first reply ms", "memory MiB"));
        shipped.forEach(each -> table.row(List.of(
                each.model(),
                number("%.1f", each.loadMillis()),
                number("%.1f", each.firstReplyMillis()),
                number("%.1f", each.memoryMib()))));
        return table.markdown();
    }

    private String leakTable() {
        var table = new Table(
                List.of("requests", "answered", "cancelled", "failed", "memory before MiB", "memory after MiB"));
        leaks.forEach(each -> table.row(List.of(
                Integer.toString(each.requests()),
                Integer.toString(each.answered()),
                Integer.toString(each.cancelled()),
                Integer.toString(each.failed()),
                number("%.1f", each.beforeKib() / 1024.0),
                number("%.1f", each.afterKib() / 1024.0))));
        return table.markdown();
    }

    ObjectNode json() {
        var root = Api.JSON.createObjectNode().put("model", model);
        var speeds = root.putArray("speeds");
        for (var row : rows) {
            row.speeds()
                    .forEach((server, speed) -> speeds.addObject()
                            .put("phase", row.phase().name().toLowerCase(Locale.ROOT))
                            .put("at_once", row.askers())
                            .put("server", server.name().toLowerCase(Locale.ROOT))
                            .put("tokens_per_second", speed.tokensPerSecond())
                            .put("tokens_per_cpu_second", speed.tokensPerCpuSecond())
                            .put("first_token_ms", speed.firstTokenMillis()));
        }
        var models = root.putArray("shipped");
        shipped.forEach(each -> models.addObject()
                .put("model", each.model())
                .put("load_ms", each.loadMillis())
                .put("first_reply_ms", each.firstReplyMillis())
                .put("memory_mib", each.memoryMib()));
        root.putObject("token_us")
                .put("library", costs.token().library())
                .put("ours", costs.token().ours())
                .put("worker", costs.token().worker());
        var telemetry = root.putObject("telemetry_us");
        telemetry.set("reply", json(costs.telemetry().reply()));
        telemetry.set("prompt", json(costs.telemetry().prompt()));
        var leaked = root.putArray("leaks");
        leaks.forEach(each -> leaked.addObject()
                .put("requests", each.requests())
                .put("answered", each.answered())
                .put("cancelled", each.cancelled())
                .put("failed", each.failed())
                .put("before_kib", each.beforeKib())
                .put("after_kib", each.afterKib()));
        return root;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
