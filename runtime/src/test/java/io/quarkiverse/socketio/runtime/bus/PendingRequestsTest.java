package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.Responses;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

class PendingRequestsTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final EncodedPacket PACKET = new EncodedPacket("30[]".getBytes(StandardCharsets.UTF_8), List.of());
    private static final SocketDetails SOCKET = new SocketDetails("id", Set.of(), new byte[0], new byte[0]);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final PendingRequests requests = new PendingRequests(scheduler, name -> "server " + name);
    private final List<String> ids = new ArrayList<>();

    private <T> CompletableFuture<Responses<T>> ask(Class<T> type, String... servers) {
        return requests.ask(type, Set.of(servers), LIMIT, request -> ids.add(request.id())).subscribeAsCompletionStage();
    }

    @Test
    void requestsOfAllTypesAreMatchedById() {
        CompletableFuture<Responses<EncodedPacket>> acks = ask(EncodedPacket.class, "1");
        CompletableFuture<Responses<SocketDetails>> sockets = ask(SocketDetails.class, "1", "2");
        requests.onResponse("1", new ClusterMessage.FetchedSockets("/", ids.get(1), List.of(SOCKET), true));
        requests.onResponse("1", new ClusterMessage.ClientCount("/", ids.get(0), 2));
        requests.onResponse("1", new ClusterMessage.ClientAck("/", ids.get(0), PACKET));
        requests.onResponse("2", new ClusterMessage.FetchedSockets("/", ids.get(1), List.of(), false));
        assertThat(acks).isNotDone();
        requests.onResponse("1", new ClusterMessage.ClientAck("/", ids.get(0), null));
        assertThat(acks).isCompletedWithValue(new Responses<>(List.of(PACKET), Set.of()));
        assertThat(sockets).isNotDone();
        requests.onResponse("1", new ClusterMessage.FetchedSockets("/", ids.get(1), List.of(SOCKET), false));
        assertThat(sockets).isCompletedWithValue(new Responses<>(List.of(SOCKET, SOCKET), Set.of()));
        assertThat(requests.size()).isZero();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void aResponseOfAnotherTypeIsIgnored() {
        CompletableFuture<Responses<EncodedPacket>> acks = ask(EncodedPacket.class, "1");
        requests.onResponse("1", new ClusterMessage.FetchedSockets("/", ids.get(0), List.of(SOCKET), false));
        assertThat(acks).isNotDone();
        requests.onResponse("1", new ClusterMessage.ServerSideResponse("/", ids.get(0), PACKET));
        assertThat(acks).isCompletedWithValue(new Responses<>(List.of(PACKET), Set.of()));
    }

    @Test
    void duplicateLateAndUnexpectedResponsesAreIgnored() {
        CompletableFuture<Responses<EncodedPacket>> acks = ask(EncodedPacket.class, "1", "2");
        requests.onResponse("1", new ClusterMessage.ServerSideResponse("/", ids.get(0), PACKET));
        requests.onResponse("1", new ClusterMessage.ServerSideResponse("/", ids.get(0), PACKET));
        requests.onResponse("2", new ClusterMessage.ServerSideResponse("/", "another", PACKET));
        assertThat(acks).isNotDone();
        scheduler.advance(LIMIT);
        requests.onResponse("2", new ClusterMessage.ServerSideResponse("/", ids.get(0), PACKET));
        assertThat(acks).isCompletedWithValue(new Responses<>(List.of(PACKET), Set.of("server 2")));
    }

    @Test
    void aRequestFailsIfItsResponsesAreTooMuchForTheBudget() {
        MemoryBudget budget = new MemoryBudget(100_000, () -> 0);
        requests.charge(budget);
        EncodedPacket large = new EncodedPacket(new byte[40_000], List.of());
        CompletableFuture<Responses<EncodedPacket>> acks = ask(EncodedPacket.class, "1", "2");
        CompletableFuture<Responses<EncodedPacket>> small = ask(EncodedPacket.class, "1");
        requests.onResponse("1", new ClusterMessage.ClientAck("/", ids.get(1), PACKET));
        requests.onResponse("1", new ClusterMessage.ClientAck("/", ids.get(0), large));
        requests.onResponse("2", new ClusterMessage.ClientAck("/", ids.get(0), large));
        assertThat(acks).isNotDone();
        requests.onResponse("2", new ClusterMessage.ClientAck("/", ids.get(0), large));
        scheduler.advance(Duration.ZERO);
        assertThat(acks).isCompletedExceptionally();
        assertThat(budget.held()).isZero();
        requests.onResponse("1", new ClusterMessage.ClientCount("/", ids.get(1), 1));
        assertThat(small).isCompletedWithValue(new Responses<>(List.of(PACKET), Set.of()));
        assertThat(requests.size()).isZero();
    }

    @Test
    void fetchedSocketsAreChargedUntilAllServersHaveResponded() {
        MemoryBudget budget = new MemoryBudget(100_000, () -> 0);
        requests.charge(budget);
        CompletableFuture<Responses<SocketDetails>> sockets = ask(SocketDetails.class, "1", "2");
        requests.onResponse("1", new ClusterMessage.FetchedSockets("/", ids.get(0),
                List.of(new SocketDetails("id", Set.of("room"), new byte[10_000], new byte[20_000])), false));
        assertThat(budget.held()).isBetween(30_000L, 31_000L);
        scheduler.advance(LIMIT);
        assertThat(sockets).isDone();
        assertThat(budget.held()).isZero();
    }

    @Test
    void aStoppedServerEndsTheWaitForItsResponses() {
        CompletableFuture<Responses<EncodedPacket>> acks = ask(EncodedPacket.class, "1", "2");
        CompletableFuture<Responses<SocketDetails>> sockets = ask(SocketDetails.class, "2");
        requests.retainServers(Set.of("1"));
        assertThat(sockets).isCompletedWithValue(new Responses<>(List.of(), Set.of()));
        assertThat(acks).isNotDone();
    }
}
