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

import io.quarkiverse.socketio.it.chaos.attack.Mode.Feature;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * Runs one server, well-behaved clients and a random mix of attacks for some time, and collects complaints.
 * <p>
 * Thread: the test's.
 */
final class AttackRun implements AutoCloseable {
    /** The time limit for responses to well-behaved clients: generous, for busy machines. */
    static final Duration LIMIT = Duration.ofSeconds(Long.getLong("attacks.limit", 60));
    /** Sessions of lost clients live until they miss a pong, and then until a poll fetches the rest, or half a minute. */
    private static final Duration LIMIT_OF_SESSIONS = Duration.ofSeconds(180);
    /** For 99 of 100 echoes of good clients; to be lowered to 1000 on a machine that does nothing else. */
    private static final long P99_MILLIS = Long.getLong("attacks.p99", LIMIT.toMillis());
    private static final int GOOD = 20;
    private static final int ATTACKERS = 50;
    /** More than the variance of collections of the same heap and the memory of the attack code. */
    private static final long HEAP_NOISE = 24_000_000;
    /** Descriptors of jars and similar files that are opened on first use. */
    private static final int MORE_DESCRIPTORS = 40;
    /** The maximum of log entries of each process; those that clients can cause are limited in rate. */
    private static final int ENTRIES = 100;
    private static final int ENTRIES_PER_SECOND = 2;
    /** A shorter limit once there are complaints. */
    private static final Duration LIMIT_OF_A_FALLEN_SERVER = Duration.ofSeconds(3);

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

    /** Returns the complaints; empty if all is well. */
    List<String> run() throws IOException {
        for (int i = 0; i < GOOD; i++) {
            good.add(new GoodClient("good" + i, session(i), new Random(seed + i)));
        }
        good.forEach(GoodClient::startTalking);
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
        return inEncoding(switch (i % 5) {
            case 0, 2 -> new Session.WebSocket(app.target());
            case 1, 3 -> new Session.Polling(app.target());
            default -> mode.has(Feature.H2) ? new Session.Http2(app.target()) : new Session.WebSocket(app.target());
        });
    }

    private Session inEncoding(Session session) {
        return mode.has(Feature.MSGPACK) ? new Msgpack(session) : session;
    }

    private void attack() {
        Attackers attackers = new Attackers(attacks, app.target(), seed, seconds);
        ShortLivedClient newcomer = new ShortLivedClient(app.target(), this::inEncoding, new Random(seed));
        attackers.run(ATTACKERS);
        newcomer.close();
        complaints.addAll(newcomer.complaints());
        good.forEach(GoodClient::stopTalking);
        figures.append(attackers.summary()).append("; newcomers served ").append(newcomer.served()).append(", refused ")
                .append(newcomer.refused()).append("; echoes ")
                .append(good.stream().mapToInt(GoodClient::echoes).sum()).append(", the slowest of ")
                .append(millisAt(1)).append(" ms, p99 ").append(millisAt(0.99)).append(" ms");
        if (millisAt(0.99) > P99_MILLIS) {
            complaints.add("99 of 100 echoes took up to " + millisAt(0.99) + " ms, more than " + P99_MILLIS);
        }
        if (newcomer.served() == 0) {
            complaints.add("no newcomer was served");
        }
    }

    /** Returns the time within which a part of all echoes of the good clients were answered. */
    private long millisAt(double part) {
        long[] sorted = good.stream().flatMap(client -> client.nanos().stream()).mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? Long.MAX_VALUE
                : TimeUnit.NANOSECONDS.toMillis(sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
    }

    /** Waits until everything held for attackers is released and all messages of good clients have arrived. */
    private void settle(Map<String, Map<String, Long>> before) {
        for (GoodClient speaker : good) {
            awaitThat("all that " + speaker.name() + " said to the room, everywhere",
                    () -> good.stream().allMatch(client -> client.lastNumberOf(speaker) == speaker.spoken()));
            good.stream().filter(client -> client.lastNumberOf(speaker) != speaker.spoken())
                    .forEach(client -> complaints.add(client.name() + " received " + client.lastNumberOf(speaker) + " of the "
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

    /** Returns the state of each worker. */
    private Map<String, Map<String, Long>> states() {
        Map<String, Map<String, Long>> states = new TreeMap<>();
        for (GoodClient client : good) {
            if (states.size() == app.workerCount()) {
                break;
            }
            Map<String, Long> state;
            try {
                state = AttackedApp.numbers(client.ask("state"));
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

    /** Describes the attacks and the measurements. */
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
                // the server has exited
            }
        }
        app.close();
    }
}
