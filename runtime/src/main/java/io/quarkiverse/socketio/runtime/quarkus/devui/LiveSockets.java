package io.quarkiverse.socketio.runtime.quarkus.devui;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.NamespaceImpl;
import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.EventHandler;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketObserver;
import io.quarkus.runtime.StartupEvent;

/**
 * Observes the sockets of this server and logs their events, from the start of the application, so that a page that is opened
 * later shows them too.
 * <p>
 * Thread: any.
 */
@Singleton
public class LiveSockets {
    /** A page shows no more rows. */
    private static final int MAX_ROWS = 500;

    private final ServerImpl server;
    private final ShortJson json;
    private final InstantSource clock = InstantSource.system();
    private final RecentEvents log = new RecentEvents();
    /** Counts the changes of sockets and rooms. */
    private final AtomicLong version = new AtomicLong();

    LiveSockets(ServerImpl server, ObjectMapper mapper) {
        this.server = server;
        this.json = new ShortJson(mapper);
    }

    /** Before the application's handlers are registered, so that all namespaces are observed. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        server.inEachNamespace(this::observe);
        server.onRoomsOfEach(namespace -> new Rooms());
    }

    private void observe(String namespace, NamespaceHandlers handlers) {
        handlers.observe(new Observer());
        handlers.on(When.CONNECT, new Lifetime("connect"));
        handlers.on(When.DISCONNECT, new Lifetime("disconnect"));
    }

    RecentEvents log() {
        return log;
    }

    /** Returns a number that differs if sockets or rooms may have changed. */
    long version() {
        return version.get();
    }

    private void changed() {
        version.incrementAndGet();
    }

    private void log(Socket socket, String kind, String event, String detail) {
        log.add(LoggedEvent.of(clock.instant(), kind, socket.namespace().name(), socket.id()).with(event, detail));
    }

    List<String> namespaces() {
        return server.present().stream().map(NamespaceImpl::name).sorted().limit(MAX_ROWS).toList();
    }

    /** Returns the newest sockets. */
    SocketRow.Page sockets() {
        List<Socket> all = server.present().stream().flatMap(namespace -> namespace.sockets().stream()).toList();
        return new SocketRow.Page(all.size(),
                all.stream().sorted(Comparator.comparing((Socket socket) -> socket.handshake().issued()).reversed())
                        .limit(MAX_ROWS).map(socket -> SocketRow.of(socket, json)).toList());
    }

    /** Returns the rooms with the most sockets, without those that are named by the id of a socket. */
    RoomRow.Page rooms() {
        List<RoomRow> all = server.present().stream().flatMap(namespace -> namespace.rooms().stream()
                .filter(room -> !namespace.has(room))
                .map(room -> new RoomRow(namespace.name(), room, namespace.sockets(room).size()))).toList();
        return new RoomRow.Page(all.size(), all.stream().sorted(Comparator.comparing(RoomRow::sockets).reversed()
                .thenComparing(RoomRow::namespace).thenComparing(RoomRow::room)).limit(MAX_ROWS).toList());
    }

    /** Returns a namespace that exists; to name others must not create them. */
    Optional<NamespaceImpl> namespace(String name) {
        return Optional.ofNullable(server.find(name));
    }

    /** Beginning or end of a connection. */
    private final class Lifetime implements EventHandler {
        private final String kind;

        Lifetime(String kind) {
            this.kind = kind;
        }

        @Override
        public ExecutionMode mode() {
            return ExecutionMode.EVENT_LOOP;
        }

        @Override
        public void handle(Invocation call, Outcome outcome) {
            Socket socket = call.socket();
            String detail = call.reason() != null ? call.reason().toString()
                    : socket.conn().transport() + " from " + socket.handshake().address();
            log(socket, kind, "", detail);
            changed();
            outcome.done();
        }

        @Override
        public String name() {
            return "The Dev UI";
        }
    }

    private final class Rooms implements RoomListener {
        @Override
        public void onJoin(String room, String socketId) {
            changed();
        }

        @Override
        public void onLeave(String room, String socketId) {
            changed();
        }
    }

    private final class Observer implements SocketObserver {
        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void onReceived(Socket socket, String event, Arguments arguments) {
            log(socket, "received", event, json.of(arguments.toList(), LoggedEvent.MAX_DETAIL));
        }

        @Override
        public void onSent(Socket socket, String event, Arguments arguments) {
            log(socket, "sent", event, json.of(arguments.toList(), LoggedEvent.MAX_DETAIL));
        }

        @Override
        public void onUpgraded(Socket socket) {
            changed();
        }

        @Override
        public void onDataChanged(Socket socket) {
            changed();
        }
    }
}
