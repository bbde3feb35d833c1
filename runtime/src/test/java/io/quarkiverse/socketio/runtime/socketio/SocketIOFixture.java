package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.SteppedCluster;
import io.quarkiverse.socketio.runtime.bus.ipc.IpcSessionStore;
import io.quarkiverse.socketio.runtime.engineio.EngineFixture;
import io.quarkiverse.socketio.runtime.engineio.EngineOptions;
import io.quarkiverse.socketio.runtime.engineio.ManualLoop;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.engineio.transport.TransportLimits;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/** A Socket.IO server whose clients, threads and time the test controls. It may hold 1,000,000 bytes for them. */
public final class SocketIOFixture {
    /** 1 s to connect; 100 bytes of attachments, 200 of auth, 20,000 of waiting events; 3 namespaces, 4 rooms. */
    public static final ServerOptions OPTIONS = new ServerOptions(Duration.ofSeconds(1), false,
            new ServerOptions.Limits(3, 2, new ServerOptions.Bytes(100, 200, 20_000), 5, 4), false, MistakeReports.none());

    public final FakeExecutor executor = new FakeExecutor();
    final MemoryBudget budget = new MemoryBudget(1_000_000, () -> 0);
    public final ServerImpl io;
    public final EngineFixture engine;
    public final ManualLoop loop;
    private final CompletionStage<Void> started;
    /** The sockets connected to {@code /}. */
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** The calls of {@link #note}. */
    final List<String> notes = new CopyOnWriteArrayList<>();

    /** Schedules on the event loop, whose time is that of the server. */
    private Runnable schedule(Duration delay, Runnable task) {
        return loop().schedule(delay, task)::cancel;
    }

    private ManualLoop loop() {
        return loop;
    }

    SocketIOFixture() {
        this(OPTIONS);
    }

    SocketIOFixture(ServerOptions options) {
        this(options, null);
    }

    /** @param kept the limits of recovery, or {@code null} */
    SocketIOFixture(ServerOptions options, EventLogs.@Nullable Limits kept) {
        this(options, kept, (SteppedCluster.Member) null);
    }

    /**
     * @param kept the limits of recovery, or {@code null}
     * @param server its end of a cluster, or {@code null}
     */
    SocketIOFixture(ServerOptions options, EventLogs.@Nullable Limits kept, SteppedCluster.@Nullable Member server) {
        this(options, kept, (scheduler, logs) -> adapters(scheduler, logs, server));
    }

    /** Joins a server to a cluster. */
    public interface Joining {
        AdapterFactory join(Scheduler scheduler, @Nullable EventLogs logs);
    }

    public SocketIOFixture(ServerOptions options, EventLogs.@Nullable Limits kept, Joining cluster) {
        EventLogs logs = kept == null ? null : new EventLogs(kept, this::schedule, () -> loop().nanoTime(), budget);
        AdapterFactory adapters = cluster.join(this::schedule, logs);
        io = new ServerImpl(options, new JsonPacketParser(new ObjectMapper(), 3), adapters, executor);
        engine = new EngineFixture(
                new EngineOptions(new EngineOptions.Pings(Duration.ofDays(1), Duration.ofDays(1)),
                        EngineFixture.OPTIONS.upgrades(), EngineFixture.OPTIONS.transports(),
                        new TransportLimits(100_000, 100, 100_000, Duration.ofSeconds(60), 8192),
                        EngineOptions.Revision3.SERVED),
                io::accept, budget);
        loop = engine.loop;
        started = adapters.started();
        io.onConnection(sockets::add);
    }

    /** Returns whether it has the kept events of other servers. */
    boolean hasStarted() {
        return started.toCompletableFuture().isDone();
    }

    private static AdapterFactory adapters(Scheduler scheduler, @Nullable EventLogs logs,
            SteppedCluster.@Nullable Member server) {
        if (server != null) {
            ClusterAdapters adapters = new ClusterAdapters(server, scheduler, logs, logs == null ? null
                    : (namespace, events) -> new IpcSessionStore(namespace, events, logs, server.incarnation(), server,
                            server.survivesCrashes()));
            IpcSessionStore.releaseFrom(adapters, server);
            return adapters;
        }
        return logs == null ? (namespace, events) -> new LocalAdapter(events, scheduler)
                : (namespace, events) -> new LocalAdapter(events, scheduler, logs.open(namespace),
                        new MemorySessionStore(logs, events));
    }

    /** Runs an action as on a thread of the application, and then all tasks that follow from it. */
    public void run(Runnable action) {
        action.run();
        settle();
    }

    /** Closes the server, and checks that no timer and no socket is left. */
    void assertNothingIsLeft() {
        engine.server.close();
        settle();
        assertThat(loop.timers()).isZero();
        assertThat(io.sockets()).isEmpty();
    }

    /** Runs all tasks of the loop and of the handlers' threads. */
    public void settle() {
        for (int i = 0; i < 10; i++) {
            loop.runAll();
            executor.runAll();
        }
    }

    void note(String text) {
        notes.add(text);
    }

    /** Connects a client to {@code /}. */
    Client connected() {
        Client client = new Client();
        client.sends("0");
        client.got();
        return client;
    }

    /** Returns the socket of the client that joined {@code /} last. */
    Socket socket() {
        return sockets.get(sockets.size() - 1);
    }

    /** A client over a WebSocket. */
    public final class Client {
        public final FakeWebSocketLink link;
        private int read = 1; // the open packet

        public Client() {
            this("EIO=4");
        }

        /** A client at an address. */
        public Client(InetAddress address) {
            link = engine.openWebSocketFrom(address.getHostAddress());
        }

        /** @param parameters of the handshake's query, besides the transport */
        public Client(String... parameters) {
            String[] all = Arrays.copyOf(parameters, parameters.length + 1);
            all[parameters.length] = "transport=websocket";
            link = engine.openWebSocket(all);
        }

        /** Sends Socket.IO packets; those that start with {@code 0x} are attachments. */
        public void sends(String... packets) {
            for (String packet : packets) {
                if (packet.startsWith("0x")) {
                    byte[] data = ByteBufUtil.decodeHexDump(packet.substring(2));
                    loop.perform(() -> link.binary(data));
                } else {
                    loop.perform(() -> link.text("4" + packet));
                }
                settle();
            }
        }

        /** Returns packets received since the last call, attachments as {@code 0x01}. */
        public List<String> got() {
            settle();
            List<String> all = link.received();
            List<String> news = new ArrayList<>();
            all.subList(read, all.size()).forEach(text -> news.add(text.startsWith("4") ? text.substring(1) : text));
            read = all.size();
            return news;
        }

        public boolean isClosed() {
            settle();
            return link.closeCode() >= 0;
        }

        public void disconnects() {
            loop.perform(link::disconnect);
            settle();
        }
    }
}
