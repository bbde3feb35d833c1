package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * One server, good clients, and a mix of attacks for a time. Then what there is to complain of.
 * <p>
 * Thread: the test's.
 */
final class AttackRun implements AutoCloseable {
    /** In which a good client must be served: far more than it takes, for machines that are busy. */
    static final Duration LIMIT = Duration.ofSeconds(Long.getLong("attacks.limit", 60));
    /**
     * Sessions whose client is gone live until they miss a pong, and then until somebody takes what waits, or half a minute.
     */
    private static final Duration LIMIT_OF_SESSIONS = Duration.ofSeconds(180);
    private static final int GOOD = 20;
    private static final int ATTACKERS = 50;
    /** More than collections of the same heap differ by, and what the code of attacks keeps for itself. */
    private static final long HEAP_NOISE = 24_000_000;
    /** Jars and the like that are opened when they are first needed. */
    private static final int MORE_DESCRIPTORS = 40;
    /** In the log, of each process: what a client can cause is told once in a while. */
    private static final int ENTRIES = 100;
    private static final int ENTRIES_PER_SECOND = 2;
    /** Where something is wrong already there is less to wait for. */
    private static final Duration LIMIT_OF_A_FALLEN_SERVER = Duration.ofSeconds(3);
    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":\"?(\\d+)\"?");

    private final Mode mode;
    private final long seed;
    private final long seconds;
    private final List<Attack> attacks;
    private final AttackedApp app;
    private final List<GoodClient> good = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final StringBuilder figures = new StringBuilder();

    AttackRun(Mode mode, Keys keys, long seed, long seconds, List<Attack> attacks) {
        this.mode = mode;
        this.seed = seed;
        this.seconds = seconds;
        this.attacks = attacks;
        this.app = new AttackedApp(mode, keys);
    }

    /** Returns what there is to complain of. */
    List<String> run() throws IOException {
        for (int i = 0; i < GOOD; i++) {
            good.add(new GoodClient("good" + i, session(i), new Random(seed + i)));
        }
        Map<String, Map<String, Long>> before = states();
        List<Long> pids = app.pids();
        pids.stream().filter(pid -> !AttackedApp.hasSmallHeap(pid))
                .forEach(pid -> complaints.add("process " + pid + " has not " + AttackedApp.HEAP));
        Map<Long, Integer> descriptors = new HashMap<>();
        pids.forEach(pid -> descriptors.put(pid, AppProcess.descriptors(pid)));
        long lines = app.entries();

        attack();

        complaints.addAll(app.wrongLines().stream().limit(5).toList());
        good.forEach(client -> complaints.addAll(client.complaints()));
        awaitThat("the same processes: " + pids, () -> app.pids().equals(pids));
        count("entries of log", app.entries() - lines, ENTRIES + ENTRIES_PER_SECOND * seconds * pids.size());
        awaitThat("health", () -> "200".equals(health()));
        if (complaints.isEmpty()) {
            settle(before);
            good.forEach(client -> complaints.addAll(client.complaints()));
        }
        descriptors.forEach((pid, count) -> awaitThat("return of process " + pid + " to about " + count + " descriptors",
                () -> AppProcess.descriptors(pid) <= count + MORE_DESCRIPTORS));
        return complaints;
    }

    private Session session(int i) throws IOException {
        return switch (i % 5) {
            case 0, 2 -> new Session.WebSocket(app.target());
            case 1, 3 -> new Session.Polling(app.target());
            default -> mode.http2() ? new Session.Http2(app.target()) : new Session.WebSocket(app.target());
        };
    }

    private void attack() {
        Attackers attackers = new Attackers(attacks, app.target(), seed, seconds);
        ShortLivedClient newcomer = new ShortLivedClient(app.target(), new Random(seed));
        attackers.run(ATTACKERS);
        newcomer.close();
        complaints.addAll(newcomer.complaints());
        good.forEach(GoodClient::stopTalking);
        figures.append(attackers.summary()).append("; newcomers served ").append(newcomer.served()).append(", refused ")
                .append(newcomer.refused()).append("; echoes ")
                .append(good.stream().mapToInt(GoodClient::echoes).sum()).append(", the slowest of ")
                .append(good.stream().mapToLong(GoodClient::worstMillis).max().orElse(0)).append(" ms");
        if (newcomer.served() == 0) {
            complaints.add("no newcomer was served");
        }
    }

    /** All that was held for attackers goes, all that the good ones said has come. */
    private void settle(Map<String, Map<String, Long>> before) {
        for (GoodClient speaker : good) {
            awaitThat("all that " + speaker.name() + " said to the room, everywhere",
                    () -> good.stream().allMatch(client -> client.lastNumberOf(speaker) == speaker.spoken()));
            good.stream().filter(client -> client.lastNumberOf(speaker) != speaker.spoken())
                    .forEach(client -> complaints.add(client.name() + " heard " + client.lastNumberOf(speaker) + " of the "
                            + speaker.spoken() + " things that " + speaker.name() + " said"));
        }
        awaitThat("end of all sessions but those of the good clients, and return of the heaps to " + before, () -> {
            Map<String, Map<String, Long>> now = states();
            return now.keySet().equals(before.keySet()) && now.entrySet().stream().allMatch(entry -> {
                Map<String, Long> base = before.get(entry.getKey());
                return entry.getValue().get("sessions") <= base.get("sessions")
                        && entry.getValue().get("heap") <= base.get("heap") + HEAP_NOISE;
            });
        });
        figures.append("; afterwards ").append(states());
    }

    /** What each worker holds. */
    private Map<String, Map<String, Long>> states() {
        Map<String, Map<String, Long>> states = new TreeMap<>();
        for (GoodClient client : good) {
            if (states.size() == app.workerCount()) {
                break;
            }
            Map<String, Long> state = new TreeMap<>();
            try {
                for (Matcher number = NUMBER.matcher(client.ask("state")); number.find();) {
                    state.put(number.group(1), Long.parseLong(number.group(2)));
                }
            } catch (IOException | AssertionError e) {
                return Map.of();
            }
            states.put("worker " + state.get("worker"), state);
        }
        return states;
    }

    private String health() {
        try (RawHttp http = app.target().connect(socket -> {
        })) {
            return Integer.toString(http.get("/q/health").status());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void count(String what, long count, long most) {
        figures.append("; ").append(what).append(": ").append(count);
        if (count > most) {
            complaints.add(count + " " + what + " are more than " + most);
        }
    }

    private void awaitThat(String what, BooleanSupplier condition) {
        Duration limit = complaints.isEmpty() ? LIMIT_OF_SESSIONS : LIMIT_OF_A_FALLEN_SERVER;
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                complaints.add("no " + what);
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** What was done and measured. */
    String figures() {
        return figures.toString();
    }

    List<String> output() {
        return app.process().output();
    }

    @Override
    public void close() {
        for (GoodClient client : good) {
            try {
                client.close();
            } catch (IOException e) {
                // the server is gone
            }
        }
        app.close();
    }
}
