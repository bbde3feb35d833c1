package io.quarkiverse.socketio.runtime.quarkus.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.InMemoryBus;
import io.quarkiverse.socketio.runtime.quarkus.endpoint.Endpoints;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerOptions;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tests two workers with their own event buses. */
class EventBusBridgeTest {
    private static final ServerOptions OPTIONS = new ServerOptions(Duration.ofSeconds(45), false,
            new ServerOptions.Limits(100, 10, new ServerOptions.Bytes(1_000_000, 16_384, 4_000_000), 10, 1_000), false,
            MistakeReports.none());

    private final InMemoryBus.Hub hub = new InMemoryBus.Hub();
    private final List<Worker> workers = new ArrayList<>();
    private Worker first;
    private Worker second;

    /** A worker whose consumers record messages. */
    private final class Worker {
        final Vertx vertx = Vertx.vertx();
        final ServerImpl io = new ServerImpl(OPTIONS, new JsonPacketParser(new ObjectMapper(), 10),
                new ClusterAdapters(hub.join("worker " + workers.size()), (delay, task) -> () -> {
                }), (mode, task) -> {
                    throw new AssertionError("no handler is called");
                });
        final BroadcastHandlers handlers = new BroadcastHandlers(new Endpoints(List.of(), List.of(), List.of(), false),
                (mode, task) -> {
                    throw new AssertionError("no handler is called");
                });
        final EventBusBridge bridge = new EventBusBridge(vertx.eventBus(), io, handlers, Set.of("news"));
        final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
        final BlockingQueue<Object> other = new LinkedBlockingQueue<>();

        Worker() {
            bridge.start();
            vertx.eventBus().consumer("news", message -> received.add(String.valueOf(message.body())));
            vertx.eventBus().consumer("other", message -> other.add(String.valueOf(message.body())));
            workers.add(this);
        }

        Object next() throws InterruptedException {
            return received.poll(30, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void start() {
        first = new Worker();
        second = new Worker();
    }

    @AfterEach
    void stop() throws Exception {
        for (Worker worker : workers) {
            worker.vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void publishedMessagesReachConsumersOfAllWorkersOnce() throws InterruptedException {
        first.vertx.eventBus().publish("news", "a");
        second.vertx.eventBus().publish("news", "b");
        first.vertx.eventBus().publish("news", "last");
        for (Worker worker : workers) {
            List<Object> got = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                got.add(worker.next());
            }
            assertThat(got).containsExactlyInAnyOrder("a", "b", "last");
            assertThat(worker.received).isEmpty();
        }
    }

    @Test
    void jsonAndBinaryKeepTheirType() throws InterruptedException {
        JsonObject json = new JsonObject().put("a", new JsonArray().add(1).add(new JsonObject().put("b", true)));
        first.vertx.eventBus().publish("news", json);
        assertThat(second.next()).isEqualTo(json.encode());
        first.vertx.eventBus().publish("news", new JsonArray().add("x"));
        assertThat(second.next()).isEqualTo("[\"x\"]");
        first.vertx.eventBus().publish("news", new byte[] { 65 });
        assertThat(second.next()).isEqualTo("A");
        first.vertx.eventBus().publish("news", null);
        assertThat(second.next()).isEqualTo("null");
    }

    @Test
    void pointToPointAndOtherAddressesAreNotBridged() throws InterruptedException {
        first.vertx.eventBus().send("news", "for one");
        first.vertx.eventBus().publish("other", "elsewhere");
        assertThat(first.next()).isEqualTo("for one");
        assertThat(first.other.poll(30, TimeUnit.SECONDS)).isEqualTo("elsewhere");
        first.vertx.eventBus().publish("news", "last");
        assertThat(second.next()).isEqualTo("last");
        assertThat(second.received).isEmpty();
        assertThat(second.other).isEmpty();
    }

    @Test
    void anEventOfAnotherServerIsPublishedHere() throws InterruptedException {
        first.io.serverSideEmit("news", "one");
        assertThat(second.next()).isEqualTo("one");
        first.io.serverSideEmit("news", 1, Map.of("a", 2));
        assertThat(second.next()).isEqualTo("[1,{\"a\":2}]");
        first.io.serverSideEmit("news");
        assertThat(second.next()).isEqualTo("null");
        assertThat(first.received).isEmpty();
    }

    @Test
    void unserialisableMessagesReachLocalConsumers() throws InterruptedException {
        first.vertx.eventBus().registerDefaultCodec(Unserialisable.class, new UnserialisableCodec());
        first.vertx.eventBus().publish("news", new Unserialisable());
        assertThat(first.next()).isEqualTo("unserialisable");
        first.vertx.eventBus().publish("news", "last");
        assertThat(second.next()).isEqualTo("last");
    }

    @Test
    void nothingIsBridgedAfterTheClose() throws InterruptedException {
        first.bridge.stop();
        first.vertx.eventBus().publish("news", "here");
        assertThat(first.next()).isEqualTo("here");
        second.vertx.eventBus().publish("news", "last");
        assertThat(second.next()).isEqualTo("last");
        assertThat(second.received).isEmpty();
    }

    private static final class Unserialisable {
        @Override
        public String toString() {
            return "unserialisable";
        }
    }

    private static final class UnserialisableCodec
            implements MessageCodec<Unserialisable, Unserialisable> {
        @Override
        public void encodeToWire(Buffer buffer, Unserialisable value) {
            throw new AssertionError("the process must not serialise it");
        }

        @Override
        public Unserialisable decodeFromWire(int position, Buffer buffer) {
            throw new AssertionError("the process must not serialise it");
        }

        @Override
        public Unserialisable transform(Unserialisable value) {
            return value;
        }

        @Override
        public String name() {
            return "unserialisable";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
