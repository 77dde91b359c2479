package dev.signalbox.cli;

import dev.signalbox.cli.bench.GatewayBench;
import dev.signalbox.cli.bench.GatewayBench.Figure;
import dev.signalbox.cli.bench.GatewayBench.Setting;
import dev.signalbox.cli.bench.GatewayBench.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** The figures of {@code bench gateway}, laid out. */
final class GatewayReport {

    private static final String OURS = "signalbox";
    private final Map<Setting, Figure> figures;
    private final boolean nginx;

    /** @param nginx whether it was there to compare with */
    GatewayReport(Map<Setting, Figure> figures, boolean nginx) {
        this.figures = figures;
        this.nginx = nginx;
    }

    long errors() {
        return figures.values().stream().mapToLong(Figure::errors).sum();
    }

    String markdown() {
        var table = new Table(List.of("load", "way", "requests/s", "p50 ms", "p99 ms", "errors", "of nginx"));
        figures.forEach((setting, figure) -> table.row(List.of(
                setting.shape().name().toLowerCase(Locale.ROOT) + ", c=" + setting.connections(),
                setting.way(),
                String.format(Locale.ROOT, "%,.0f", figure.perSecond()),
                String.format(Locale.ROOT, "%.3f", figure.p50Millis()),
                String.format(Locale.ROOT, "%.3f", figure.p99Millis()),
                Long.toString(figure.errors()),
                nginx ? percent(figure.perSecond() / of(setting, "nginx").perSecond()) : "–")));
        return table.markdown();
    }

    /** The figures that we set ourselves aims for. */
    String summary() {
        var alone = new Setting(Shape.JSON, 1, OURS);
        double added = of(alone, OURS).p50Millis() - of(alone, "direct").p50Millis();
        var text = String.format(Locale.ROOT, "Added p50 at c=1: %.3f ms (aim: under 0.3).", added);
        if (!nginx) {
            return text + " No nginx to compare with: apt install nginx-light.";
        }
        var busy = new Setting(Shape.JSON, 16, OURS);
        double share = of(busy, OURS).perSecond() / of(busy, "nginx").perSecond();
        return text + " Throughput at c=16: " + percent(share) + " of nginx (aim: 25 %). Errors: " + errors() + ".";
    }

    /** @param memory resident MiB: idle, loaded, and after the soak if there was one */
    ObjectNode json(List<Long> memory) {
        var root = Api.JSON.createObjectNode();
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("connections", GatewayBench.connections().toString());
        var rows = root.putArray("figures");
        figures.forEach((setting, figure) -> rows.addObject()
                .put("shape", setting.shape().name().toLowerCase(Locale.ROOT))
                .put("connections", setting.connections())
                .put("way", setting.way())
                .put("requests_per_second", figure.perSecond())
                .put("p50_ms", figure.p50Millis())
                .put("p99_ms", figure.p99Millis())
                .put("errors", figure.errors()));
        var resident = root.putArray("resident_mib");
        memory.forEach(resident::add);
        return root;
    }

    private Figure of(Setting like, String way) {
        return Objects.requireNonNull(figures.get(new Setting(like.shape(), like.connections(), way)));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
