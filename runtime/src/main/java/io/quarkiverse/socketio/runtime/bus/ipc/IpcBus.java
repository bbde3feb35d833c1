package io.quarkiverse.socketio.runtime.bus.ipc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Bus between the workers of one host, whose messages the primary relays. The name of a server is made of its host's and
 * the incarnation of its worker, see {@link ServerName}.
 * <p>
 * Thread: any; the listener is called on the link's event loop.
 */
public final class IpcBus implements Bus {
    private static final Logger LOG = Logger.getLogger(IpcBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final LogLimiter SKIPPED = new LogLimiter();

    private final BusChannel channel;
    private final TraceCarrier traces;
    private final String host;
    /** Of the messages that have no place yet, in the order of the channel; guarded by itself. */
    private final Deque<Placement> unplaced = new ArrayDeque<>();
    private volatile boolean closed;

    /** @param host the host's part of the names of its servers, see {@link ServerName} */
    public IpcBus(BusChannel channel, TraceCarrier traces, String host) {
        this.channel = channel;
        this.traces = traces;
        this.host = host;
    }

    /** Returns the number of a worker, as its log has it. */
    @Override
    public String label(String server) {
        return server.startsWith(host) ? Integer.toString(ServerName.parse(server).process()) : server;
    }

    @Override
    public String self() {
        return nameOf(channel.self());
    }

    private String nameOf(int incarnation) {
        return new ServerName(host, incarnation).toString();
    }

    @Override
    public void publish(ClusterMessage message) {
        send(BusChannel.ALL, message, traces.current());
    }

    @Override
    public void send(String server, ClusterMessage message) {
        send(ServerName.parse(server).process(), message, null); // sent for another server, not in the trace of a local operation
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        byte[] body = MessageCodec.encode(message, traces.current());
        synchronized (unplaced) { // so that the placements are in the order of the channel
            unplaced.add(placement);
            boolean sequenced = !closed && channel.sequence(body);
            if (!sequenced) {
                unplaced.removeLast();
            }
            return sequenced;
        }
    }

    private void send(int to, ClusterMessage message, @Nullable String trace) {
        if (!closed) {
            channel.send(to, MessageCodec.encode(message, trace));
        }
    }

    @Override
    public void listen(Listener listener) {
        channel.listen(new BusChannel.Listener() {
            @Override
            public void onFrame(int from, byte[] body) {
                receive(from, body, listener, listener::onMessage);
            }

            @Override
            public void onMembers(Set<Integer> others) {
                if (!closed) {
                    listener.onPeers(others.stream().map(IpcBus.this::nameOf).collect(Collectors.toSet()));
                }
            }

            @Override
            public void onStart(String epoch, long place) {
                if (!closed) {
                    listener.onStart(epoch, place);
                }
            }

            @Override
            public void onSequenced(long place, int from, byte[] body) {
                receive(from, body, listener, (sender, message) -> listener.onSequenced(place, sender, message));
            }

            @Override
            public void onPlaced(long place) {
                Placement placement;
                synchronized (unplaced) {
                    placement = unplaced.remove();
                }
                if (!closed) {
                    placement.onPlaced(place);
                }
            }
        });
    }

    private void receive(int from, byte[] body, Listener listener, BiConsumer<String, ClusterMessage> receiver) {
        if (closed) {
            return;
        }
        try {
            MessageCodec.Decoded decoded = MessageCodec.decode(body);
            ClusterMessage message = decoded.message();
            String sender = nameOf(from);
            if (decoded.skipped() > 0) {
                SKIPPED.logf(LOG, Logger.Level.DEBUG, null,
                        "Skipped %d bytes of a message (%s) of worker incarnation %d, whose build is a later one",
                        decoded.skipped(), message.kind(), from);
                listener.onSkipped(sender);
            }
            if (decoded.trace() == null) {
                receiver.accept(sender, message);
            } else {
                traces.within(decoded.trace(), message, () -> receiver.accept(sender, message));
            }
        } catch (IllegalArgumentException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, null, "A message of worker incarnation %d is dropped: %s", from,
                    e.getMessage());
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a message of worker incarnation %d could not be served", from);
        }
    }

    @Override
    public boolean isConnected() {
        return !closed && channel.isConnected();
    }

    @Override
    public void close() {
        closed = true;
    }
}
