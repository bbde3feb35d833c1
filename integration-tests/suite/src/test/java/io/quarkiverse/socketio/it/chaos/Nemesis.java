package io.quarkiverse.socketio.it.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;

/**
 * Injects faults into a cluster, as Jepsen calls it: faults drawn from a seed, one after the other, with a recovery of the
 * cluster in between.
 * <p>
 * Thread: the test's.
 */
final class Nemesis {
    /** The log line at the end of a roll. */
    private static final String ROLL_ENDS = "Rolling restart (finished|stopped)";
    private static final Pattern READY = Pattern.compile("pid (\\d+) is ready");
    private static final int SILENT_CONNECTIONS = 200;
    /** More descriptors than any process needs here. */
    private static final int DESCRIPTORS = 1024;
    /** The time limit for several starts of workers in turn, beside all the traffic. */
    static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final AppProcess app;
    private final int workers;
    private final History history;
    private final Random random;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final Set<Long> seen = new TreeSet<>();

    /** The faults, with their relative frequency. */
    enum Fault {
        KILL(4),
        KILL_TWO(1),
        SHORT_STOP(4),
        LONG_STOP(2),
        STOP_PRIMARY(1),
        ROLL(2),
        ROLL_AND_KILL(2),
        SLOW_READER(2),
        SILENCE(2),
        FEW_DESCRIPTORS(2),
        FULL_DISK(1);

        final int weight;

        Fault(int weight) {
            this.weight = weight;
        }
    }

    Nemesis(AppProcess app, int workers, History history, long seed) {
        this.app = app;
        this.workers = workers;
        this.history = history;
        this.random = new Random(seed);
    }

    /** Injects faults until the time is over; the last one may take longer. */
    void rageFor(long millis) {
        long end = History.now() + millis;
        // faults are drawn independently of the cluster's state, so that the seed alone decides
        while (History.now() < end) {
            Fault fault = draw();
            awaitDeliveries(200 + random.nextInt(800));
            System.out.println("Nemesis: " + fault);
            done.merge(fault, 1, Integer::sum);
            perform(fault);
            awaitWell();
        }
        // long enough for some messages to be due
        long calm = History.now() + 3 * Checker.GRACE_MILLIS;
        app.await("time without faults", TIMEOUT, () -> History.now() >= calm);
    }

    Map<Fault, Integer> done() {
        return done;
    }

    /** The pids of all workers seen so far. */
    Set<Long> seen() {
        return seen;
    }

    private Fault draw() {
        int drawn = random.nextInt(Arrays.stream(Fault.values()).mapToInt(fault -> fault.weight).sum());
        for (Fault fault : Fault.values()) {
            drawn -= fault.weight;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("[BUG] weights");
    }

    private void perform(Fault fault) {
        List<Long> pids = new ArrayList<>(app.workers());
        int first = random.nextInt(workers);
        long pid = pids.get(first % pids.size());
        switch (fault) {
            case KILL -> kill(pid);
            case KILL_TWO -> {
                kill(pid);
                kill(pids.get((first + 1) % pids.size()));
            }
            case SHORT_STOP -> {
                harm(pid, "stopped for a moment");
                AppProcess.signal(pid, "STOP");
                pause(200 + random.nextInt(1500));
                AppProcess.signal(pid, "CONT");
            }
            case LONG_STOP -> {
                harm(pid, "stopped");
                AppProcess.signal(pid, "STOP");
                app.await("end of " + pid + ", which hangs", TIMEOUT, () -> !AppProcess.runs(pid));
            }
            case STOP_PRIMARY -> {
                // delays everything and fails nothing
                app.signal("STOP");
                pause(200 + random.nextInt(1500));
                app.signal("CONT");
            }
            case ROLL -> roll(() -> {
            });
            case ROLL_AND_KILL -> {
                int nth = random.nextInt(workers + 1);
                roll(() -> {
                    List<Long> now = app.workers();
                    kill(now.get(nth % now.size()));
                });
            }
            case SLOW_READER -> slowReader();
            case SILENCE -> silence();
            case FEW_DESCRIPTORS -> fewDescriptors(random.nextBoolean() ? pid : app.pid());
            case FULL_DISK -> fullDisk();
        }
    }

    private void kill(long pid) {
        harm(pid, "killed");
        AppProcess.kill(pid);
    }

    private void harm(long pid, String how) {
        history.add(new Event.Harmed(History.now(), incarnation(pid), how));
    }

    /** A starting worker has no sessions yet, and an exited one no longer has any. */
    static int incarnation(long pid) {
        try {
            String environment = Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.UTF_8);
            Matcher incarnation = Pattern.compile("CLUSTER_WORKER_INCARNATION=(\\d+)").matcher(environment);
            return incarnation.find() ? Integer.parseInt(incarnation.group(1)) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private void roll(Runnable inTheMiddle) {
        int before = count(ROLL_ENDS);
        int leavers = count("drains and leaves");
        app.signal("USR1");
        app.await("first worker that leaves", TIMEOUT,
                () -> count("drains and leaves") > leavers || count(ROLL_ENDS) > before);
        inTheMiddle.run();
        app.await("end of a roll", TIMEOUT, () -> count(ROLL_ENDS) > before);
    }

    /** A client that sends requests without reading; the server must disconnect it. */
    private void slowReader() {
        byte[] packet = ("42[\"echo\",\"" + "x".repeat(50_000) + "\"]").getBytes(StandardCharsets.UTF_8);
        try (Connection.WebSocket socket = new Connection.WebSocket(app.port())) {
            socket.send("40");
            boolean[] cut = new boolean[1];
            Thread writer = ChaosClient.daemon("slow-reader", () -> {
                try {
                    while (true) {
                        socket.send(new String(packet, StandardCharsets.UTF_8));
                    }
                } catch (IOException e) {
                    cut[0] = true;
                }
            });
            app.await("disconnection of a client that does not read", TIMEOUT, () -> !writer.isAlive());
            if (!cut[0]) {
                throw new AssertionError("the slow reader ended without being disconnected");
            }
        } catch (IOException e) {
            throw new AssertionError("a slow reader failed at its start", e);
        }
    }

    /** Silent connections that close before their timeout, which affects no other client. */
    private void silence() {
        List<RawHttp> silent = new ArrayList<>();
        try {
            for (int i = 0; i < SILENT_CONNECTIONS; i++) {
                silent.add(new RawHttp(app.port()));
            }
            awaitDeliveries(200);
            for (RawHttp connection : silent) {
                if (random.nextBoolean()) {
                    connection.reset();
                } else {
                    connection.close();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The worker accepts no connection before it has closed some; others go to another worker or get 503. */
    private void fewDescriptors(long pid) {
        history.add(new Event.Harmed(History.now(), Event.ALL, "few descriptors for " + pid));
        AppProcess.limit(pid, "nofile", AppProcess.nextDescriptor(pid));
        pause(500 + random.nextInt(1500));
        AppProcess.limit(pid, "nofile", DESCRIPTORS);
    }

    /** No process can write to a file: log files are written all the time. */
    private void fullDisk() {
        List<Long> all = new ArrayList<>(app.workers());
        all.add(app.pid());
        all.forEach(pid -> AppProcess.limit(pid, "fsize", 1));
        awaitDeliveries(500);
        all.forEach(pid -> AppProcess.limit(pid, "fsize", "unlimited"));
    }

    private void awaitDeliveries(int more) {
        int before = history.deliveries();
        app.await(more + " deliveries more", TIMEOUT, () -> history.deliveries() >= before + more);
    }

    /** Whether each seat has a ready worker, and there is no other process. */
    void awaitWell() {
        app.await("healthy cluster", TIMEOUT, this::isWell);
        history.add(new Event.Well(History.now()));
    }

    private boolean isWell() {
        List<Long> now = app.workers();
        seen.addAll(now);
        if (now.size() != workers) {
            return false;
        }
        Set<Long> ready = new TreeSet<>();
        for (String line : app.output()) {
            Matcher matcher = READY.matcher(line);
            if (matcher.find()) {
                ready.add(Long.parseLong(matcher.group(1)));
            }
        }
        return ready.containsAll(now);
    }

    private int count(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return (int) app.output().stream().filter(line -> compiled.matcher(line).find()).count();
    }

    /** The duration of a fault; not to wait for a condition. */
    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
