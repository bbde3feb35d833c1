package io.quarkiverse.socketio.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.UnixOperatingSystemMXBean;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that waves of clients leave nothing behind. */
@Requires({ "node", "npm" })
class SoakTest {
    /** Fewer where a process may not open so many files; some are for other purposes. {@code -Plong} uses more. */
    private static final int CLIENTS = (int) Math.min(Integer.getInteger("soak.clients", 400),
            ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount() - 500);
    private static final int WAVES = 3;
    /** Longer than a heartbeat, which detects the last lost clients. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration LESS_THAN_A_HEARTBEAT = Duration.ofSeconds(100);
    /** More than caches that are filled late; 500 clients that are left hold several times as much. */
    private static final long HEAP_NOISE = 1 << 20;
    /** Netty takes direct memory in chunks of this size, and a thread may keep one. */
    private static final long CHUNK = 4 << 20;

    /** The memory and the objects that a process holds. */
    private record Memory(long heap, long direct, Map<String, Integer> objects) {
    }

    @Test
    void oneProcessLeaksNothingOverWavesOfClients() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.ping-interval=2m")) {
            int port = Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            soak(app, port, CLIENTS, List.of("/memory"));
        }
    }

    @Test
    @Tag("long")
    void workersLeakNothingOverWavesOfClients() {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2", "-Dquarkus.socketio.ping-interval=2m")) {
            // session ids of the workers of incarnations 1 and 2
            soak(app, app.port(), CLIENTS / 4,
                    List.of("/socket.io/app/memory?sid=ABaaaaaaaaaaaaaaaaaa",
                            "/socket.io/app/memory?sid=ACaaaaaaaaaaaaaaaaaa"));
            assertThat(app.workers()).hasSize(2);
        }
    }

    /** @param processes where each tells what it holds */
    private static void soak(AppProcess app, int port, int clients, List<String> processes) {
        List<Memory> before = waveAndMemory(app, port, clients, processes);
        for (int wave = 2; wave <= WAVES; wave++) {
            List<Memory> after = waveAndMemory(app, port, clients, processes);
            for (int process = 0; process < processes.size(); process++) {
                awaitReturn(app, port, processes.get(process), before.get(process));
            }
        }
    }

    private static List<Memory> waveAndMemory(AppProcess app, int port, int clients, List<String> processes) {
        JsonNode result = NodeScript.run("soak.mjs", "http://127.0.0.1:" + port, Integer.toString(clients));
        assertThat(result.path("clients").asInt()).isEqualTo(clients);
        List<Memory> all = new ArrayList<>();
        for (String process : processes) {
            Memory[] last = new Memory[1];
            app.await("process without clients", TIMEOUT, () -> isWithoutClients(last[0] = read(port, process)));
            all.add(last[0]);
        }
        return all;
    }

    private static Memory read(int port, String process) {
        try {
            JsonNode json = new ObjectMapper().readTree(RawHttp.get(port, process).body());
            Map<String, Integer> objects = new TreeMap<>();
            json.path("objects").properties().forEach(type -> objects.put(type.getKey(), type.getValue().asInt()));
            return new Memory(json.path("heap").asLong(), json.path("direct").asLong(), objects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts sessions, sockets, rooms, pending acknowledgements, transports and timers. */
    private static boolean isWithoutClients(Memory memory) {
        return memory.objects.keySet().stream().noneMatch(type -> type.matches(
                "EngineSession|ClientConnection|SocketImpl|RoomIndex\\$Entry|Acks(\\$.*)?|(Polling|WebSocket)Transport|VertxEventLoop(\\$.*)?|VertxPollExchange|VertxWebSocketLink"));
    }

    /**
     * Waits until the process holds no more than after the first wave, but for noise. Timers that close connections may still
     * run, and what they hold is released with them; those of heartbeats take longer.
     */
    private static void awaitReturn(AppProcess app, int port, String process, Memory before) {
        long heap = before.heap + before.heap / 10 + HEAP_NOISE;
        long direct = before.direct + before.direct / 10 + CHUNK;
        int timers = timers(before) + timers(before) / 10 + 5;
        app.await("return to " + heap + " bytes on the heap, " + direct + " of direct buffers and " + timers + " timers",
                LESS_THAN_A_HEARTBEAT, () -> {
                    Memory now = read(port, process);
                    return now.heap <= heap && now.direct <= direct && timers(now) <= timers;
                });
    }

    private static int timers(Memory memory) {
        return memory.objects.getOrDefault("ScheduledFutureTask", 0);
    }
}
