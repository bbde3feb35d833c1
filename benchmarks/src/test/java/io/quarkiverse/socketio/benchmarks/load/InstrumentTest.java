package io.quarkiverse.socketio.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the load generator measures what happens, and fails when a server is wrong: with servers whose faults are known. */
class InstrumentTest {
    private static final double SECONDS = 1;

    @TempDir
    Path directory;

    /** @param faults of {@link FaultyServer} */
    private Peer server(String faults) {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), FaultyServer.class.getName(), PeerKind.PORT, faults);
        PeerKind kind = new PeerKind("faulty", command, "ready", "/", 1);
        return Peer.start(kind, new Options("--out=" + directory, "--server-cores=none"));
    }

    private static Payload text() {
        return Payload.text("text", 100);
    }

    private Map<String, Double> echo(String faults, Payload payload, double perSecond) {
        try (Load load = new Echo(server(faults), payload, new Echo.Shape(2, 4, perSecond, 0))) {
            return load.turn(SECONDS);
        }
    }

    @Test
    void aDelayOfTheServerIsTheLeastLatency() {
        Map<String, Double> values = echo("delay=50", text(), 0);
        assertThat(values.get("p50 ms")).isGreaterThanOrEqualTo(49);
        // 8 in flight, 50 ms each
        assertThat(values.get("per second")).isLessThanOrEqualTo(8 / 0.049);
    }

    @Test
    void aServerThatStandsStillDelaysAllThatIsDueInThatTime() {
        Map<String, Double> values = echo("stall=500", text(), 200);
        // half a second of one: those due meanwhile wait from 0 to 500 ms, although few were in flight
        assertThat(values.get("p99 ms")).isGreaterThanOrEqualTo(400);
        assertThat(values.get("p99.9 ms")).isGreaterThanOrEqualTo(450);
        assertThat(values.get("per second")).isLessThanOrEqualTo(210);
    }

    @Test
    void everyKindOfPayloadIsEchoed() {
        for (Payload payload : List.of(text(), Payload.record(), Payload.binary())) {
            assertThat(echo("", payload, 0).get("per second")).isPositive();
        }
    }

    @Test
    void wrongDataFails() {
        for (Payload payload : List.of(text(), Payload.record(), Payload.binary())) {
            assertThatThrownBy(() -> echo("corrupt=20", payload, 0)).isInstanceOf(LoadException.class)
                    .hasMessageContaining("wrong data");
        }
    }

    @Test
    void aLostAnswerFails() {
        assertThatThrownBy(() -> echo("drop=20", text(), 100)).hasMessageContaining("lost: only");
        assertThatThrownBy(() -> echo("drop=20", text(), 0)).hasMessageContaining("lost");
    }

    @Test
    void anAnswerThatComesTwiceFails() {
        assertThatThrownBy(() -> echo("twice=20", text(), 0)).hasMessageContaining("second answer");
    }

    @Test
    void aClosedConnectionFails() {
        assertThatThrownBy(() -> echo("close=20", text(), 0)).hasMessageContaining("closed the connection");
    }

    @Test
    void eachDeliveryOfABroadcastIsCounted() {
        try (Load load = new Broadcast(server(""), Broadcast.Shape.toAll(10, 50))) {
            double deliveries = load.turn(SECONDS).get("per second");
            load.turn(SECONDS);
            assertThat(load.turn().units()).isEqualTo(500);
            assertThat(deliveries).isPositive();
        }
        try (Load load = new Broadcast(server(""), new Broadcast.Shape(10, 5, 2, 50))) {
            load.turn(SECONDS);
            assertThat(load.turn().units()).isEqualTo(100);
        }
    }

    @Test
    void clientsInSeveralRoomsGetTheEventsOfEach() {
        // six rooms of two, so that clients 0 to 3 are in three rooms each
        try (Load load = new Broadcast(server(""), new Broadcast.Shape(4, 6, 2, 60))) {
            load.turn(SECONDS);
            assertThat(load.turn().units()).isEqualTo(120);
        }
        try (Load load = new Broadcast(server("drop=50"), new Broadcast.Shape(4, 6, 2, 60))) {
            assertThatThrownBy(() -> load.turn(SECONDS)).isInstanceOf(LoadException.class);
        }
        // most clients are in no room
        try (Load load = new Broadcast(server(""), new Broadcast.Shape(10, 1, 2, 50))) {
            load.turn(SECONDS);
            assertThat(load.turn().units()).isEqualTo(100);
        }
    }

    @Test
    void whatAServerAllocatesForAnEventIsCounted() {
        double little = echo("", text(), 500).get("garbage bytes");
        double much = echo("garbage=100000", text(), 500).get("garbage bytes");
        assertThat(little).isBetween(100.0, 50_000.0);
        assertThat(much - little).isBetween(90_000.0, 130_000.0);
    }

    @Test
    void aChartHasABarForEachPeerThatDidNotFail() {
        Scenario scenario = Scenario.all().get(0);
        Result good = new Result("ours");
        good.add(Map.of(scenario.headline(), 2.0));
        good.add(Map.of(scenario.headline(), 4.0));
        Result bad = new Result("node");
        bad.fail("it lost an answer");
        String svg = Chart.svg(scenario, List.of(good, bad));
        // the median of 2 and 4, of which 4 has the whole width
        assertThat(svg).containsOnlyOnce("<rect").contains("width=\"315.0\"", ">3.00<", ">failed<");
    }

    @Test
    void manyClientsAreConnectedForEachTurn() {
        try (Load load = new Echo(server(""), text(), Echo.Shape.open(2001, 1000))) {
            assertThat(load.clients).isEmpty();
            load.turn(SECONDS);
            assertThat(load.turn(SECONDS).get("per second")).isPositive();
            assertThat(load.turn().units()).isEqualTo(1000);
            assertThat(load.clients).isEmpty();
        }
    }

    @Test
    void moreClientsThanThereAreDescriptorsAreRefused() {
        Descriptors.require(1);
        assertThatThrownBy(() -> Descriptors.require(Integer.MAX_VALUE)).hasMessageContaining("ulimit -n");
        assertThat(Descriptors.limit("Max processes 1 1\nMax open files            4096     8192     files\n")).isEqualTo(4096);
    }

    @Test
    void aBroadcastThatDoesNotReachAClientFails() {
        try (Load load = new Broadcast(server("drop=200"), Broadcast.Shape.toAll(10, 50))) {
            assertThatThrownBy(() -> load.turn(SECONDS)).isInstanceOf(LoadException.class).hasMessageMatching(
                    "(?s).*(expected event|lost: only).*");
        }
    }

    @Test
    void theProcessorTimeOfDescendantsIsCounted() throws IOException, InterruptedException {
        // one child that has ended and one that is alive, each of which takes time
        String burn = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        Process shell = new ProcessBuilder("sh", "-c", "sh -c '" + burn + "'; sh -c '" + burn + "; echo; sleep 60' & wait")
                .start();
        try {
            ProcessMeter meter = new ProcessMeter(shell.toHandle());
            assertThat(shell.getInputStream().read()).isEqualTo('\n');
            long alive = meter.processes().stream().filter(child -> child.pid() != shell.pid()).mapToLong(
                    child -> new ProcessMeter(child).cpuNanos()).max().orElseThrow();
            assertThat(alive).isPositive();
            assertThat(meter.cpuNanos()).isGreaterThan(alive + alive / 2);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void theHeapAndTheMemoryOfAServerAreRead() {
        try (Peer peer = server("")) {
            assertThat(peer.meter().heapBytes()).isBetween(500_000L, 100_000_000L);
            assertThat(peer.meter().rssBytes()).isBetween(20_000_000L, 2_000_000_000L);
        }
    }

    @Test
    void anUnknownPeerOrOptionIsRefused() {
        assertThatThrownBy(() -> new Options("--quik")).hasMessageContaining("no option --quik");
        assertThatThrownBy(() -> PeerKind.of("oours", new Options())).hasMessageContaining("no peer oours");
    }
}
