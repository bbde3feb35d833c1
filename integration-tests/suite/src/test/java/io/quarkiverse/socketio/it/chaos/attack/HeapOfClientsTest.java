package io.quarkiverse.socketio.it.chaos.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * Compares the heap of a process of 128 MB with the list of the security model, "Heap that clients fill", during each kind of
 * load: the classes that take more than a hundredth of the heap must take no more than what the accounts of the memory budget
 * hold and what the list has in no account for each session, each connection, and each of what the row is about. The process
 * must survive all loads and serve a client between them. {@code -Dheap.loads=ROOMS,AUTH} chooses loads.
 */
@Tag("long") // waits for the end of what each load has left
class HeapOfClientsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "security-model.adoc");
    private static final Pattern FIGURE = Pattern.compile("^([\\d,]+) bytes");
    private static final long LOAD_MILLIS = TimeUnit.MINUTES.toMillis(3);
    private static final String ALL_SENT = "all sent";
    private static final long HEAP = 128 << 20;
    /** A class that grew by less does not matter. */
    private static final long SMALL = HEAP / 100;

    private final List<String> complaints = new ArrayList<>();
    private AppProcess app;
    private RawWebSocket good;

    /** What the server says of itself. */
    private record State(long sessions, long held, long limit, long cuts) {
    }

    @Test
    void whatClientsMakeTheServerHoldIsInAnAccountOrInTheList() throws IOException {
        Map<String, Long> list = list();
        assertThat(list.keySet()).as("the rows of %s, each with a load", PAGE)
                .allSatisfy(row -> assertThat(HeapLoad.values()).anyMatch(load -> row.startsWith(load.row())));
        try (AppProcess started = AppProcess.start(AppProcess.packaged("fixtures"), "-Xmx128m", "-Dquarkus.profile=v",
                "-Dquarkus.http.port=0", "-Dquarkus.socketio.recovery.max-disconnection-duration=5s")) {
            app = started;
            int port = Integer.parseInt(app.awaitLine("Listening on: http://[^:]+:(\\d+)").group(1));
            good = new RawWebSocket(port, RawWebSocket.TARGET);
            good.open();
            good.join();
            for (HeapLoad load : loads()) {
                app.await("bytes that are released before " + load, () -> state().held < state().limit / 16);
                measure(load, list, new Target(port, false));
                state(); // is served
                assertThat(app.output()).noneMatch(line -> line.contains("OutOfMemoryError") || line.contains("[BUG]"));
            }
        }
        assertThat(complaints).isEmpty();
    }

    private static List<HeapLoad> loads() {
        List<String> only = Stream.of(System.getProperty("heap.loads", "").split(",")).filter(name -> !name.isEmpty()).toList();
        return Arrays.stream(HeapLoad.values()).filter(load -> only.isEmpty() || only.contains(load.name())).toList();
    }

    private void measure(HeapLoad load, Map<String, Long> list, Target target) {
        ClassHistogram before = ClassHistogram.of(app.pid());
        State stateBefore = state();
        Attacker attacker = new Attacker(target, new Random(1), LOAD_MILLIS);
        String end = ALL_SENT;
        long start = System.nanoTime();
        try {
            load.run(attacker);
        } catch (IOException refused) { // while the server is short of memory
            end = refused.toString();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        State first = state();
        Map<String, Long> growth = ClassHistogram.of(app.pid()).growthSince(before, SMALL);
        State second = state();
        long grown = growth.values().stream().mapToLong(Long::longValue).sum();
        long charged = Math.max(0, Math.max(first.held, second.held) - stateBefore.held);
        long listed = (long) attacker.connections() * figure(list, HeapLoad.CONNECTIONS)
                + Math.max(0, Math.max(first.sessions, second.sessions) - stateBefore.sessions)
                        * figure(list, HeapLoad.IDLE_SESSIONS)
                + (long) load.held() * figure(list, load);
        String figures = String.format("%s (%s, %d ms): sessions %d, cuts %d; grew by %,d %s; charged %,d, listed %,d", load,
                end, millis, second.sessions, second.cuts - stateBefore.cuts, grown, growth, charged, listed);
        System.out.println(figures);
        if (grown > charged + listed + SMALL || load.isServed() && !end.equals(ALL_SENT)) {
            complaints.add(figures);
        }
        attacker.cut();
    }

    private static long figure(Map<String, Long> list, HeapLoad load) {
        return list.entrySet().stream().filter(row -> row.getKey().startsWith(load.row())).findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " has no row that begins with " + load.row())).getValue();
    }

    /** Asks the server over a connection that is not loaded. */
    private State state() {
        try {
            good.send("427[\"state\"]");
            String answer = good.text();
            while (answer.equals("2")) {
                good.send("3");
                answer = good.text();
            }
            Map<String, Long> numbers = AttackedApp.numbers(answer);
            return new State(numbers.get("sessions"), numbers.get("held"), numbers.get("limit"), numbers.get("cuts"));
        } catch (IOException e) {
            throw new AssertionError("no answer. Output:\n" + String.join("\n", app.output()), e);
        }
    }

    /** Returns the rows of the list: what grows, and the bytes of each in no account. */
    private static Map<String, Long> list() throws IOException {
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("[#heap]"));
        table = table.substring(0, table.indexOf("\n|===\n", table.indexOf("|===\n") + 5));
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String line : table.lines().filter(text -> text.startsWith("|") && !text.startsWith("|==")).skip(1).toList()) {
            String[] cells = line.substring(1).split("\\|");
            assertThat(cells).as(line).hasSize(4);
            Matcher figure = FIGURE.matcher(cells[2].strip());
            rows.put(cells[0].strip(), figure.find() ? Long.parseLong(figure.group(1).replace(",", "")) : 0L);
        }
        return rows;
    }
}
