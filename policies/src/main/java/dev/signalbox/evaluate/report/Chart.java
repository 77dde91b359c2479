package dev.signalbox.evaluate.report;

import static dev.signalbox.evaluate.report.Html.coordinate;
import static dev.signalbox.evaluate.report.Html.escape;

import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.metric.Hull;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Deferral curves of one set as inline SVG with labels in HTML: the drawing stretches with the page, the text does not.
 * Single experts are circles; those far below the curves are left out, and counted.
 */
final class Chart {

    private static final int COLOURS = 8;
    private static final List<String> DASHES = List.of("", "8 4", "2 4");

    /** More ticks than this make labels collide on a narrow screen. */
    private static final int MOST_TICKS = 8;

    private static final double SIDE = 1000;

    private final Findings findings;
    private final double bottom;
    private final double top;
    private final double step;

    Chart(Findings findings) {
        this.findings = findings;
        double least = 1;
        double most = 0;
        for (var entry : findings.entries()) {
            for (var point : inside(entry.curve())) {
                least = Math.min(least, point.quality());
                most = Math.max(most, point.quality());
            }
        }
        this.step = step(most - least);
        this.bottom = Math.max(0, Math.floor(least / step - 0.25) * step);
        this.top = Math.min(1, Math.ceil(most / step) * step);
    }

    String html() {
        var html = new StringBuilder(
                "<div class=\"chart\"><span class=\"label y\">mean quality</span><div class=\"plot\">");
        html.append("<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        var labels = new StringBuilder();
        for (double y = bottom; y <= top + step / 2; y += step) {
            line(html, 0, y(y), SIDE, y(y));
            labels.append(String.format(
                    Locale.ROOT,
                    "<span class=\"tick y\" style=\"bottom:%s%%\">%.2f</span>",
                    coordinate(100 * height(y)),
                    y));
        }
        for (int quarter = 0; quarter <= 4; quarter++) {
            line(html, quarter * SIDE / 4, 0, quarter * SIDE / 4, SIDE);
            labels.append(String.format(
                    Locale.ROOT,
                    "<span class=\"tick x%s\" style=\"left:%d%%\">%d %%</span>",
                    quarter == 4 ? " end" : "",
                    quarter * 25,
                    quarter * 25));
        }
        // the best router after the others, so that it lies on top; hull and oracle are thin enough to lie above it
        findings.routers().reversed().forEach(entry -> html.append(path(entry)));
        findings.entries().stream().filter(Findings.Entry::isReference).forEach(entry -> html.append(path(entry)));
        html.append("</svg>");
        singles(html);
        html.append(labels)
                .append("<span class=\"label x\">mean cost, cheapest to dearest expert</span>")
                .append("<span class=\"dot\" hidden></span><div class=\"tip\" hidden></div></div>");
        return html.append(legend()).append("</div>").append(below()).toString();
    }

    private static double step(double range) {
        double step = 0.01;
        for (double next : new double[] {0.02, 0.05, 0.1, 0.2}) {
            if (range / step > MOST_TICKS) {
                step = next;
            }
        }
        return step;
    }

    private static void line(StringBuilder html, double x1, double y1, double x2, double y2) {
        html.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                        + " vector-effect=\"non-scaling-stroke\"/>",
                x1,
                y1,
                x2,
                y2));
    }

    private String path(Findings.Entry entry) {
        var points = inside(entry.curve());
        if (points.isEmpty()) {
            return "";
        }
        var d = new StringBuilder();
        var data = new StringBuilder();
        for (var point : points) {
            d.append(d.isEmpty() ? 'M' : 'L')
                    .append(String.format(Locale.ROOT, "%.1f %.1f", SIDE * point.cost(), y(point.quality())));
            data.append(data.isEmpty() ? "" : " ").append(data(point));
        }
        return "<path " + style(entry) + " data-name=\"" + escape(entry.name()) + "\" data-points=\"" + data + "\" d=\""
                + d + "\" vector-effect=\"non-scaling-stroke\"/>";
    }

    /** Place in the drawing, then the values themselves. */
    private String data(Hull.Point point) {
        return coordinate(point.cost()) + "," + coordinate(height(point.quality())) + "," + coordinate(point.cost())
                + "," + coordinate(point.quality());
    }

    /** The curve between the costs of 0 and 1, with a point at either end. */
    static List<Hull.Point> inside(List<Hull.Point> curve) {
        var inside = new ArrayList<Hull.Point>();
        Hull.Point before = null;
        for (var point : curve) {
            if (point.cost() >= 0 && point.cost() <= 1) {
                if (inside.isEmpty() && before != null && point.cost() > 0) {
                    inside.add(between(before, point, 0));
                }
                inside.add(point);
            } else if (point.cost() > 1 && before != null && before.cost() < 1) {
                inside.add(between(before, point, 1));
            }
            before = point;
        }
        if (before != null && before.cost() < 1) {
            inside.add(new Hull.Point(1, before.quality()));
        }
        return inside;
    }

    private static Hull.Point between(Hull.Point left, Hull.Point right, double cost) {
        double share = (cost - left.cost()) / (right.cost() - left.cost());
        return new Hull.Point(cost, left.quality() + share * (right.quality() - left.quality()));
    }

    private String style(Findings.Entry entry) {
        if (entry.isReference()) {
            return entry.name().equals(Findings.ORACLE) ? "class=\"oracle\"" : "class=\"hull\"";
        }
        int place = findings.routers().indexOf(entry);
        var dash = DASHES.get(place / COLOURS % DASHES.size());
        return "style=\"stroke:var(--c" + place % COLOURS + ")" + (dash.isEmpty() ? "" : ";stroke-dasharray:" + dash)
                + "\"";
    }

    private String legend() {
        var html = new StringBuilder("<ul class=\"legend\">");
        for (var entry : findings.entries()) {
            var name = escape(entry.name());
            html.append("<li><button type=\"button\" aria-pressed=\"false\" data-name=\"")
                    .append(name)
                    .append("\"><svg viewBox=\"0 0 26 8\" aria-hidden=\"true\"><path d=\"M0 4H26\" ")
                    .append(style(entry))
                    .append("/></svg>")
                    .append(name)
                    .append("</button></li>");
        }
        return html.append("</ul>").toString();
    }

    private void singles(StringBuilder html) {
        for (var single : findings.singles()) {
            if (single.quality() >= bottom) {
                var point = new Hull.Point(scaled(single), single.quality());
                html.append(String.format(
                        Locale.ROOT,
                        "<span class=\"single\" style=\"left:%s%%;bottom:%s%%;margin-top:0\" data-name=\"%s\""
                                + " data-point=\"%s\"></span>",
                        coordinate(100 * point.cost()),
                        coordinate(100 * height(point.quality())),
                        escape(single.expert()),
                        data(point)));
            }
        }
    }

    private String below() {
        long below = findings.singles().stream()
                .filter(single -> single.quality() < bottom)
                .count();
        return "<p class=\"soft below\">Circles are single experts"
                + (below == 0 ? "" : "; " + below + " of them lie below the drawing")
                + ". Choose a name to see it alone.</p>";
    }

    private double scaled(Findings.Single single) {
        var costs =
                findings.singles().stream().mapToDouble(Findings.Single::usd).summaryStatistics();
        return (single.usd() - costs.getMin()) / (costs.getMax() - costs.getMin());
    }

    /** From 0 at the bottom to 1 at the top. */
    private double height(double quality) {
        return (quality - bottom) / (top - bottom);
    }

    private double y(double quality) {
        return SIDE * (1 - height(quality));
    }
}
