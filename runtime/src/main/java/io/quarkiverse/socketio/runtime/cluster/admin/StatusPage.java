package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.Locale;

import io.quarkiverse.socketio.runtime.cluster.supervision.Seat;
import io.quarkiverse.socketio.runtime.cluster.supervision.Worker;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Writes the state of all seats as a page for people, which only shows and reloads itself; it has no scripts and no forms.
 * <p>
 * Thread: the primary's event loop.
 */
final class StatusPage {
    private static final int RELOAD_SECONDS = 5;
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="refresh" content="%d">
            <title>%s</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse; width: 100%% }
            th, td { text-align: right; padding: .35rem .7rem; border-bottom: 1px solid #8884 }
            th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left }
            .bad { color: #c22; font-weight: 600 }
            </style>
            </head>
            <body>
            <h1>%2$s</h1>
            <table>
            <tr><th>Worker<th>State<th>Process<th>Clients<th>Connections<th>Restarts<th>Memory<th>Processor</tr>
            """;

    private StatusPage() {
    }

    static String html(WorkerTable table) {
        StringBuilder page = new StringBuilder(String.format(Locale.ROOT, HEAD, RELOAD_SECONDS, title(table)));
        for (Seat seat : table.seats()) {
            page.append(row(seat));
        }
        return page.append("</table>\n</body>\n</html>\n").toString();
    }

    private static String title(WorkerTable table) {
        return table.isShuttingDown() ? "The cluster shuts down"
                : table.ready().size() + " of " + table.wanted() + " workers are ready";
    }

    private static String row(Seat seat) {
        Worker worker = seat.latest();
        String state = seat.state().name().toLowerCase(Locale.ROOT);
        String first = "<tr><td>w" + seat.id() + "<td" + (seat.isReady() ? "" : " class=\"bad\"") + ">" + state;
        return first + (worker == null ? "<td>–<td>–<td>–<td>" + seat.restarts() + "<td>–<td>–</tr>\n"
                : String.format(Locale.ROOT, "<td>%d<td>%d<td>%d<td>%d<td>%d MB<td>%.0f %%</tr>%n", worker.pid(),
                        worker.usage().sessions(), worker.connections(), seat.restarts(), worker.usage().rss() >> 20,
                        100 * worker.cpu()));
    }
}
