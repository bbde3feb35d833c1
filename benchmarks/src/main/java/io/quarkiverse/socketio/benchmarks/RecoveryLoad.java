package io.quarkiverse.socketio.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures what connection state recovery costs a broadcast in a cluster of two workers: one of 20 clients sends events that go
 * to all of them. Prints the processor time of the whole cluster for each delivery and the latency of deliveries, without
 * recovery, with it, and with {@code durability=crash}, in turns; and in the end the medians and their ratios.
 * <pre>{@code
 * ./mvnw -q package -DskipTests -pl integration-tests/fixtures -am
 * java benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/RecoveryLoad.java \
 *     integration-tests/fixtures/target/quarkus-app [events a second] [seconds] [rounds]
 * }</pre>
 *
 * Several applications, separated by a colon, are compared with each other.
 */
public class RecoveryLoad {
    private static final int CLIENTS = 20;
    /** Long enough for the JIT compilers to become idle. */
    private static final int WARM_UP_SECONDS = 30;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Map<String, List<String>> MODES = new TreeMap<>(Map.of(
            "1 without", List.of("-Dquarkus.socketio.recovery.enabled=false"),
            "2 disconnect", List.of("-Dquarkus.socketio.recovery.durability=disconnect"),
            "3 crash", List.of("-Dquarkus.socketio.recovery.durability=crash")));
    private static final HttpClient HTTP = HttpClient.newBuilder().executor(Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    })).build();

    /** @param micros of processor time for a delivery; the others are milliseconds until it comes */
    record Result(double micros, double p50, double p99) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f us a delivery, p50 %.2f ms, p99 %.2f ms", micros, p50, p99);
        }
    }

    public static void main(String[] args) throws Exception {
        String[] applications = args[0].split(File.pathSeparator);
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        Map<String, List<Result>> results = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String mode : MODES.keySet()) {
                for (String application : applications) {
                    Result result = measure(Path.of(application), MODES.get(mode), rate, seconds);
                    System.out.println(mode + " " + application + ": " + result);
                    results.computeIfAbsent(mode + " " + application, name -> new ArrayList<>()).add(result);
                }
            }
        }
        Result base = median(results.values().iterator().next());
        results.forEach((name, all) -> {
            Result median = median(all);
            System.out.printf(Locale.ROOT, "median of %s: %s; %.2f times the processor time of the first, p99 %+.2f ms%n", name,
                    median, median.micros / base.micros, median.p99 - base.p99);
        });
        System.exit(0);
    }

    private static Result median(List<Result> all) {
        return new Result(median(all.stream().map(Result::micros)), median(all.stream().map(Result::p50)),
                median(all.stream().map(Result::p99)));
    }

    private static double median(Stream<Double> values) {
        double[] sorted = values.mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Result measure(Path application, List<String> options, int rate, int seconds) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of("java", "-Dquarkus.profile=v", "-Dquarkus.http.port=" + port,
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.ping-interval=25s"));
        command.addAll(options);
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        Process cluster = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            awaitReady(port, cluster);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(port));
            }
            send(clients, rate, WARM_UP_SECONDS);
            long before = cpuNanos(cluster);
            send(clients, rate, seconds);
            long used = cpuNanos(cluster) - before;
            long[] latencies = clients.stream().flatMapToLong(Client::latencies).sorted().toArray();
            return new Result(used / 1e3 / latencies.length, quantile(latencies, 0.5), quantile(latencies, 0.99));
        } finally {
            cluster.destroy();
            cluster.waitFor();
        }
    }

    private static void awaitReady(int port, Process cluster) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(2)).build();
        for (int attempt = 0; cluster.isAlive() && attempt < 600; attempt++) {
            try {
                if (HTTP.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the cluster is not ready");
    }

    /** Returns when all events have reached all clients. */
    private static void send(List<Client> clients, int rate, int seconds) throws InterruptedException, ExecutionException {
        clients.forEach(Client::begin);
        WebSocket sender = clients.get(0).socket;
        int events = seconds * rate;
        long start = System.nanoTime();
        for (int event = 0; event < events; event++) {
            long due = start + event * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                Thread.sleep(0, 200_000); // shorter than the interval of events
            }
            sender.sendText("42[\"room\",\"all\"," + System.nanoTime() + "]", true).get();
        }
        for (Client client : clients) {
            client.awaitAll(events);
        }
    }

    /** Of the primary and its workers. */
    private static long cpuNanos(Process cluster) throws IOException {
        long ticks = 0;
        List<ProcessHandle> all = new ArrayList<>(List.of(cluster.toHandle()));
        cluster.descendants().forEach(all::add);
        for (ProcessHandle process : all) {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * 10_000_000; // there are 100 a second
    }

    private static double quantile(long[] sorted, double part) {
        return sorted[(int) ((sorted.length - 1) * part)] / 1e6;
    }

    private static final class Client implements WebSocket.Listener {
        private final WebSocket socket;
        private final CountDownLatch joined = new CountDownLatch(1);
        private final StringBuilder text = new StringBuilder();
        private long[] nanos = new long[1024];
        private int count;

        Client(int port) throws Exception {
            socket = HTTP.newWebSocketBuilder().buildAsync(
                    URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"), this).get();
            if (!joined.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the client is not in the room");
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                on(from, text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void on(WebSocket from, String packet) {
            if (packet.startsWith("0")) {
                from.sendText("40", true);
            } else if (packet.startsWith("40")) {
                from.sendText("421[\"join\",\"all\"]", true);
            } else if (packet.startsWith("431")) {
                joined.countDown();
            } else if (packet.startsWith("42[\"from-room\",")) {
                String number = packet.substring(packet.indexOf(',') + 1).split("[,\\]]", 2)[0];
                came(System.nanoTime() - Long.parseLong(number));
            } else if (packet.equals("2")) {
                from.sendText("3", true);
            }
        }

        private synchronized void came(long after) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = after;
            notifyAll();
        }

        synchronized void awaitAll(int events) throws InterruptedException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (count < events) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(count + " of " + events + " events have come");
                }
                wait(LIMIT.toMillis());
            }
        }

        /** Discards earlier measurements. */
        synchronized void begin() {
            count = 0;
        }

        synchronized LongStream latencies() {
            return Arrays.stream(Arrays.copyOf(nanos, count));
        }
    }
}
