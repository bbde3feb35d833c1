package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Draws the headline of a scenario as SVG: a bar for each peer, with a line from the least to the largest value of its rounds.
 * Colours are of medium brightness and there is no background, so that it can be read on a light and on a dark page.
 * <p>
 * Thread: any.
 */
final class Chart {
    private static final int WIDTH = 720;
    private static final int LABELS = 170;
    private static final int BARS = 420;
    private static final int TOP = 34;
    private static final int ROW = 26;
    private static final String TEXT = "#808080";
    private static final String SPREAD = "#c03030";

    private Chart() {
    }

    static void write(Path file, Scenario scenario, List<Result> results) throws IOException {
        Files.writeString(file, svg(scenario, results));
    }

    static String svg(Scenario scenario, List<Result> results) {
        String headline = scenario.headline();
        double largest = results.stream().mapToDouble(result -> result.max(headline)).filter(Double::isFinite).max().orElse(1);
        int height = TOP + ROW * results.size() + 6;
        StringBuilder svg = new StringBuilder(format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                + "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"%s\">\n", WIDTH, height, WIDTH,
                height, TEXT));
        svg.append(format("<text x=\"0\" y=\"18\" font-weight=\"bold\">%s: %s per %s</text>\n", scenario.name(), headline,
                scenario.unit()));
        for (int i = 0; i < results.size(); i++) {
            row(svg, results.get(i), headline, BARS / Math.max(largest, 1e-9), TOP + i * ROW);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void row(StringBuilder svg, Result result, String headline, double scale, int top) {
        double median = result.median(headline);
        int baseline = top + 15;
        svg.append(format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LABELS - 8, baseline, result.peer()));
        if (!Double.isFinite(median)) {
            svg.append(format("<text x=\"%d\" y=\"%d\">%s</text>\n", LABELS, baseline,
                    result.failure().isEmpty() ? "not measured" : "failed"));
            return;
        }
        double from = LABELS + Math.max(0, result.min(headline)) * scale;
        double to = LABELS + Math.max(0, result.max(headline)) * scale;
        svg.append(format("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>\n", LABELS, top + 1,
                Math.max(0, median) * scale, colour(result.peer())));
        svg.append(
                format("<path d=\"M%.1f %dV%dM%.1f %dH%.1fM%.1f %dV%d\" stroke=\"%s\" stroke-width=\"1.5\"/>\n", from, top + 6,
                        top + 14, from, top + 10, to, to, top + 6, top + 14, SPREAD));
        svg.append(format("<text x=\"%.1f\" y=\"%d\">%s</text>\n", Math.max(to, LABELS) + 8, baseline, Report.number(median)));
    }

    private static String colour(String peer) {
        if (peer.startsWith(PeerKind.OURS)) {
            return "#3f8fe0";
        }
        return peer.startsWith("floor") || peer.equals(PeerKind.BARE) ? "#9aa5ae" : "#d08a3c";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
