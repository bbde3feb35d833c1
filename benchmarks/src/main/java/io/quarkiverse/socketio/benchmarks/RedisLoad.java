package io.quarkiverse.socketio.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Measures broadcasts between two hosts over Redis: clients of each host send events that go to all clients of both. Prints the
 * processor time of the hosts for each delivery and of Redis for each event, the connections to Redis, and the latency of
 * deliveries. All pairs of hosts that are compared run at the same time, each with its own Redis server, and are loaded in
 * turns, so that a change of the machine's speed affects all of them; the result is the median of the turns. Requires
 * {@code redis-server} and {@code node} on the path, and npm's modules in {@code integration-tests/suite/src/test/js}.
 * <pre>{@code
 * ./mvnw -q package -DskipTests -pl integration-tests/fixtures -am
 * npm --prefix integration-tests/suite/src/test/js ci
 * java benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/RedisLoad.java redis ours+ours,node+node,ours+node
 * java benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/RedisLoad.java redis ours:4+ours:4
 * }</pre>
 *
 * The first argument is the adapter: {@code redis}, {@code redis-sharded} or {@code redis-streams}. A host is {@code ours},
 * {@code ours:<workers>}, {@code node}, or {@code netty} for the least that a server can do, see {@link NettyFloor}. Further
 * arguments: events a second, seconds of a turn, turns, clients of each host.
 * <p>
 * To compare two builds or configurations, {@code ours@b} is started with the system properties {@code application.b} (the
 * folder {@code quarkus-app}) and {@code options.b} (of the JVM).
 */
public class RedisLoad {
    private static final int WARM_UP_SECONDS = Integer.getInteger("warm-up", 120);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APPLICATION = System.getProperty("application",
            "integration-tests/fixtures/target/quarkus-app");
    private static final Path NODE_SERVER = Path.of("integration-tests/suite/src/test/js/load-server.mjs");
    private static final Path NETTY_SERVER = Path
            .of("benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/NettyFloor.java");
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            })).build();

    public static void main(String[] args) throws Exception {
        String adapter = args[0];
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 150;
        int seconds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        int turns = args.length > 4 ? Integer.parseInt(args[4]) : 12;
        int clients = args.length > 5 ? Integer.parseInt(args[5]) : 100;
        List<Pair> pairs = new ArrayList<>();
        try {
            for (String kinds : args[1].split(",")) {
                pairs.add(new Pair(adapter, kinds.split("\\+")));
            }
            for (Pair pair : pairs) {
                pair.start(clients);
            }
            for (int second = 0; second < WARM_UP_SECONDS; second += seconds) {
                for (Pair pair : pairs) {
                    pair.send(rate, seconds);
                }
            }
            for (int turn = 0; turn < turns; turn++) {
                for (Pair pair : pairs) {
                    pair.measure(rate, seconds);
                }
            }
            double first = pairs.get(0).micros();
            for (Pair pair : pairs) {
                System.out.printf(Locale.ROOT, "%s: %s, ratio %.2f%n", adapter, pair.result(), first / pair.micros());
            }
        } finally {
            pairs.forEach(Pair::stop);
        }
        System.exit(0);
    }

    /** Hosts that share a Redis server, and their clients. */
    private static final class Pair {
        private final String adapter;
        private final String[] kinds;
        private final List<Process> processes = new ArrayList<>();
        private final List<Process> hosts = new ArrayList<>();
        private final List<List<Client>> clients = new ArrayList<>();
        private final int redisPort = freePort();
        /** Microseconds for a delivery: of all hosts, of each, and what the kernel takes of all. */
        private final List<double[]> deliveries = new ArrayList<>();
        /** Microseconds for an event. */
        private final List<Double> redis = new ArrayList<>();
        private long[] latencies = {};
        private int connections;

        Pair(String adapter, String[] kinds) throws IOException {
            this.adapter = adapter;
            this.kinds = kinds;
        }

        void start(int clientsOfHost) throws Exception {
            processes.add(RedisLoad.start(List.of("redis-server", "--port", "" + redisPort, "--bind", "127.0.0.1", "--save", "",
                    "--appendonly", "no")));
            for (String kind : kinds) {
                int port = freePort();
                Process host = switch (kind) {
                    case "node" -> node(adapter, port, redisPort);
                    case "netty" -> netty(port, redisPort);
                    default -> ours(kind, adapter, port, redisPort);
                };
                processes.add(host);
                hosts.add(host);
                awaitReady(port, host);
                List<Client> own = new ArrayList<>();
                for (int i = 0; i < clientsOfHost; i++) {
                    own.add(new Client(port));
                }
                clients.add(own);
            }
            connections = connections(redisPort);
        }

        void stop() {
            for (int i = processes.size() - 1; i >= 0; i--) {
                processes.get(i).destroy();
                processes.get(i).onExit().join();
            }
        }

        void measure(int rate, int seconds) throws Exception {
            long[] before = cpu(hosts);
            long kernelBefore = kernelNanos(hosts);
            long redisBefore = cpuNanos(processes.get(0));
            send(rate, seconds);
            long[] after = cpu(hosts);
            redis.add((cpuNanos(processes.get(0)) - redisBefore) / 1e3 / (rate * seconds));
            long[] turn = clients.stream().flatMap(List::stream).flatMapToLong(client -> Arrays.stream(client.latencies()))
                    .toArray();
            latencies = LongStream.concat(Arrays.stream(latencies), Arrays.stream(turn)).toArray();
            double[] micros = new double[2 + hosts.size()];
            micros[1 + hosts.size()] = (kernelNanos(hosts) - kernelBefore) / 1e3 / turn.length;
            for (int i = 0; i < hosts.size(); i++) {
                micros[1 + i] = (after[i] - before[i]) / 1e3 * hosts.size() / turn.length;
                micros[0] += micros[1 + i] / hosts.size();
            }
            deliveries.add(micros);
        }

        /** The hosts send in turns. Returns when all events have reached all clients. */
        void send(int rate, int seconds) throws Exception {
            clients.forEach(own -> own.forEach(Client::begin));
            int events = seconds * rate;
            long start = System.nanoTime();
            for (int event = 0; event < events; event++) {
                long due = start + event * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    Thread.sleep(0, 200_000); // shorter than the interval of events
                }
                clients.get(event % clients.size()).get(0)
                        .send("42[\"room\",\"all\"," + System.nanoTime() + ",\"" + "x".repeat(64) + "\"]");
            }
            for (List<Client> own : clients) {
                for (Client client : own) {
                    client.awaitAll(events);
                }
            }
        }

        double micros() {
            return median(deliveries.stream().mapToDouble(turn -> turn[0]));
        }

        String result() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < kinds.length; i++) {
                int host = 1 + i;
                text.append(text.isEmpty() ? "" : ", ").append(kinds[i])
                        .append(String.format(Locale.ROOT, " %.2f",
                                median(deliveries.stream().mapToDouble(turn -> turn[host]))));
            }
            double[] all = deliveries.stream().mapToDouble(turn -> turn[0]).sorted().toArray();
            Arrays.sort(latencies);
            return String.format(Locale.ROOT, "%s %.2f us a delivery (%s; %.2f to %.2f; kernel %.2f), Redis %.1f us an event,"
                    + " %d connections, p50 %.2f ms, p99 %.2f ms", String.join("+", kinds), micros(), text, all[0],
                    all[all.length - 1], median(deliveries.stream().mapToDouble(turn -> turn[1 + hosts.size()])),
                    median(redis.stream().mapToDouble(turn -> turn)), connections,
                    quantile(latencies, 0.5), quantile(latencies, 0.99));
        }
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** @param kind {@code ours}, perhaps with {@code :} and the number of workers, and {@code @} and the name of a variant */
    private static Process ours(String kind, String adapter, int port, int redisPort) throws IOException {
        int variantStart = kind.indexOf('@');
        String variant = variantStart < 0 ? "" : "." + kind.substring(variantStart + 1);
        String workers = (variantStart < 0 ? kind : kind.substring(0, variantStart)).substring("ours".length());
        List<String> command = new ArrayList<>(List.of("java", "-Dquarkus.profile=k", "-Dquarkus.http.port=" + port,
                "-Dquarkus.redis.hosts=redis://127.0.0.1:" + redisPort, "-Dquarkus.socketio.adapter.type=" + adapter));
        if (!workers.isEmpty()) {
            command.addAll(List.of("-Dquarkus.socketio.cluster.enabled=true",
                    "-Dquarkus.socketio.cluster.workers=" + workers.substring(1)));
        }
        for (String option : System.getProperty("options" + variant, "").split(" ")) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        Path application = Path.of(System.getProperty("application" + variant, APPLICATION));
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        return start(command);
    }

    private static Process node(String adapter, int port, int redisPort) throws IOException {
        return start(List.of("node", NODE_SERVER.toString(), adapter, "" + port, "redis://127.0.0.1:" + redisPort));
    }

    private static Process netty(int port, int redisPort) throws IOException {
        return RedisLoad
                .start(List.of("java", "-cp", APPLICATION + "/lib/main/*", NETTY_SERVER.toString(), "" + port, "" + redisPort));
    }

    private static void awaitReady(int port, Process host) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(2)).build();
        for (int attempt = 0; host.isAlive() && attempt < 1200; attempt++) {
            try {
                if (HTTP.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the host is not ready");
    }

    private static long[] cpu(List<Process> hosts) throws IOException {
        long[] nanos = new long[hosts.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = cpuNanos(hosts.get(i));
        }
        return nanos;
    }

    private static long kernelNanos(List<Process> hosts) throws IOException {
        long nanos = 0;
        for (Process host : hosts) {
            nanos += cpuNanos(host, false);
        }
        return nanos;
    }

    private static long cpuNanos(Process root) throws IOException {
        return cpuNanos(root, true);
    }

    /** Of a process and its descendants. */
    private static long cpuNanos(Process root, boolean user) throws IOException {
        long ticks = 0;
        List<ProcessHandle> all = new ArrayList<>(List.of(root.toHandle()));
        root.descendants().forEach(all::add);
        for (ProcessHandle process : all) {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += (user ? Long.parseLong(fields[11]) : 0) + Long.parseLong(fields[12]);
        }
        return ticks * 10_000_000; // there are 100 a second
    }

    private static int connections(int redisPort) throws IOException {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
                BufferedReader in = new BufferedReader(new InputStreamReader(redis.getInputStream(), StandardCharsets.UTF_8))) {
            redis.getOutputStream().write("INFO clients\r\n".getBytes(StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("connected_clients:")) {
                    return Integer.parseInt(line.substring(line.indexOf(':') + 1)) - 1;
                }
            }
        }
        throw new IOException("Redis does not tell its clients");
    }

    private static double quantile(long[] sorted, double part) {
        return sorted[(int) ((sorted.length - 1) * part)] / 1e6;
    }

    private static final class Client implements WebSocket.Listener {
        private CompletableFuture<WebSocket> sent = new CompletableFuture<>();
        private final CountDownLatch joined = new CountDownLatch(1);
        private final StringBuilder text = new StringBuilder();
        private long[] nanos = new long[1024];
        private int count;

        Client(int port) throws Exception {
            CompletableFuture<WebSocket> open = sent;
            HTTP.newWebSocketBuilder().buildAsync(
                    URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"), this)
                    .thenAccept(open::complete).get();
            if (!joined.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the client is not in the room");
            }
        }

        /** Sends a packet once those before it are sent. */
        private synchronized void send(String packet) {
            sent = sent.thenCompose(open -> open.sendText(packet, true));
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                on(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void on(String packet) {
            if (packet.startsWith("0")) {
                send("40");
            } else if (packet.startsWith("40")) {
                send("421[\"join\",\"all\"]");
            } else if (packet.startsWith("431")) {
                joined.countDown();
            } else if (packet.startsWith("42[\"room-back\",")) {
                String number = packet.substring(packet.indexOf(',') + 1).split("[,\\]]", 2)[0];
                came(System.nanoTime() - Long.parseLong(number));
            } else if (packet.equals("2")) {
                send("3");
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

        synchronized long[] latencies() {
            return Arrays.copyOf(nanos, count);
        }
    }
}
