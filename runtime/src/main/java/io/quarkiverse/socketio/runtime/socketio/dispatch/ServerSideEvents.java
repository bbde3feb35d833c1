package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;

/**
 * The handlers of events that other servers emit to one namespace of this server.
 * <p>
 * Thread: any.
 */
public final class ServerSideEvents {
    private static final Logger LOG = Logger.getLogger(ServerSideEvents.class);
    private static final LogLimiter UNREADABLE = new LogLimiter();
    private static final LogLimiter FAILURES = new LogLimiter(10);

    /** @param listener as the application registered it */
    private record Handler(Object listener, BiConsumer<Arguments, Ack> action, boolean answers) {
    }

    private final String namespace;
    private final PacketParser parser;
    private final Map<String, List<Handler>> handlers = new ConcurrentHashMap<>();

    public ServerSideEvents(String namespace, PacketParser parser) {
        this.namespace = namespace;
        this.parser = parser;
    }

    public void on(String event, Consumer<Arguments> handler) {
        add(event, new Handler(handler, (arguments, ack) -> handler.accept(arguments), false));
    }

    public void on(String event, BiConsumer<Arguments, Ack> handler) {
        add(event, new Handler(handler, handler, true));
    }

    private void add(String event, Handler handler) {
        ReservedEvents.checkServerSideListener(event);
        handlers.computeIfAbsent(event, key -> new CopyOnWriteArrayList<>()).add(handler);
    }

    /** Removes the first registration of a handler. */
    public void off(String event, Object listener) {
        List<Handler> present = handlers.getOrDefault(event, List.of());
        present.stream().filter(handler -> handler.listener.equals(listener)).findFirst().ifPresent(present::remove);
    }

    /**
     * Calls the handlers of an event.
     *
     * @param answer if the other server expects an answer: takes it, or {@code null} when there will be none
     */
    public void receive(EncodedPacket encoded, @Nullable Consumer<@Nullable EncodedPacket> answer) {
        IncomingPacket packet;
        try {
            packet = parser.decode(encoded);
        } catch (InvalidPacketException e) {
            UNREADABLE.logf(LOG, Logger.Level.ERROR, null,
                    "A server-side event of another server for namespace %s cannot be read: %s", namespace,
                    e.getMessage());
            if (answer != null) {
                answer.accept(null);
            }
            return;
        }
        Answer ack = answer == null ? null : new Answer(answer);
        int mayAnswer = 0;
        for (Handler handler : handlers.getOrDefault(packet.event(), List.of())) {
            boolean done = call(packet, handler, ack == null ? IncomingAck.NONE : ack);
            mayAnswer += done && handler.answers ? 1 : 0;
        }
        if (ack != null && mayAnswer == 0) {
            ack.decline();
        }
    }

    private boolean call(IncomingPacket packet, Handler handler, Ack ack) {
        try {
            handler.action.accept(packet.arguments(), ack);
            return true;
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A handler of the server-side event \"%s\" of namespace %s failed",
                    packet.event(), namespace);
            return false;
        }
    }

    /** The one answer of this server. Thread: any. */
    private final class Answer implements DeclinableAck {
        private final Consumer<@Nullable EncodedPacket> receiver;
        private final AtomicBoolean given = new AtomicBoolean();

        Answer(Consumer<@Nullable EncodedPacket> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void send(Object... args) {
            if (isAwaited()) {
                give(parser.encodeAck(namespace, 0, args)); // if this throws, other arguments may be sent
            }
        }

        void give(@Nullable EncodedPacket answer) {
            if (!given.getAndSet(true)) {
                receiver.accept(answer);
            }
        }

        @Override
        public void decline() {
            give(null);
        }

        @Override
        public boolean isAwaited() {
            return !given.get();
        }
    }
}
