package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.HostMessages;
import io.quarkiverse.socketio.runtime.bus.ListenerQueue;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * The bus over Redis' streams, as npm @socket.io/redis-streams-adapter has it. What servers are to do is written to a stream,
 * requests and responses to channels: so a request may overtake what its sender wrote before. Servers are known by what they
 * send only, so there are no peers.
 * <p>
 * A sequenced message has the place of its entry. Its sender, too, takes the place from what it reads: in the order of the
 * stream, and whether the entry was written although Redis did not respond.
 * <p>
 * Thread: any; the listener is called on the thread of a connection, or the scheduler's.
 */
final class StreamsBus implements Bus {
    private static final Logger LOG = Logger.getLogger(StreamsBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final LogLimiter IGNORED = new LogLimiter();
    /** How long a sequenced message may take to and from the stream; then it has no place. */
    static final Duration MAX_PLACING = Duration.ofSeconds(2);
    private static final Duration MAX_START = Duration.ofSeconds(5);

    private final Settings settings;
    private final RedisStreams streams;
    private final RedisChannels channels;
    private final StreamMessages messages;
    /** Its names of channels, not its messages. */
    private final ShardedFormat format;
    private final Scheduler scheduler;
    private final StreamReader reader;
    private final ListenerQueue calls = new ListenerQueue();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    /** Those that were not counted yet. */
    private final AtomicInteger dropped = new AtomicInteger();
    /** Guarded by this, as all below. */
    private final UnplacedMessages unplaced;
    private long lastIndex;
    private boolean reading;
    private @Nullable Runnable cancelTimer;
    private volatile boolean closed;
    private volatile BiPredicate<String, byte[]> otherMessages = (channel, message) -> false;

    /**
     * @param channelPrefix of all channels
     * @param sequences whether messages have places, as events are kept for clients that reconnect
     * @param limits of entries and bytes
     * @param read how the streams are read
     */
    record Settings(ServerName self, StreamNames streams, String channelPrefix, boolean sequences, Limits limits, // wall: settings
            StreamReader.Settings read) {

        /**
         * @param maxLen about how many entries a stream keeps
         * @param unplacedBytes of sequenced messages that were not read yet
         * @param messageBytes of a message of another server
         */
        record Limits(int maxLen, long unplacedBytes, int messageBytes) {
        }
    }

    StreamsBus(Settings settings, RedisStreams streams, RedisChannels channels, NodePackets packets, Scheduler scheduler) {
        this.settings = settings;
        this.streams = streams;
        this.channels = channels;
        NodeMessages nodeMessages = new NodeMessages(packets);
        this.messages = new StreamMessages(nodeMessages);
        this.format = new ShardedFormat(settings.self(), settings.channelPrefix(), ShardedFormat.RoomChannels.STATIC,
                nodeMessages);
        this.scheduler = scheduler;
        this.unplaced = new UnplacedMessages(settings.limits().unplacedBytes());
        this.reader = new StreamReader(settings.read(), streams, scheduler, new Entries());
    }

    @Override
    public String self() {
        return settings.self().toString();
    }

    /** Handles messages in channels that are not those of a namespace. To be called before {@link #listen}. */
    void handleOthers(BiPredicate<String, byte[]> handler) {
        otherMessages = handler;
    }

    @Override
    public boolean keepsMessages() {
        return settings.sequences();
    }

    @Override
    public void publish(ClusterMessage message) {
        if (closed || !NodeMessages.isKnown(message)) {
            return; // servers of one host exchange these
        } else if (!(message instanceof ClusterMessage.Ordered)) {
            publish(format.serversChannel(message.namespace()), message);
        } else {
            boolean refused = settings.sequences() && message.isKept(); // by sequence()
            CompletionStage<StreamId> id = refused ? null : add(message.namespace(), messages.toEntry(self(), message));
            if (id == null) {
                drop();
            } else {
                id.exceptionally(this::onLost);
            }
        }
    }

    private void publish(String channel, ClusterMessage message) {
        if (!channels.publish(channel, messages.toChannel(self(), message))) {
            drop();
        }
    }

    /** Counts a message that is dropped; not within the call of its sender, who may hold locks. */
    private void drop() {
        if (dropped.getAndIncrement() == 0 && !closed) {
            scheduler.schedule(Duration.ZERO, () -> {
                for (int left = dropped.getAndSet(0); left > 0; left--) {
                    calls.add(Listener::onDropped);
                }
                runCalls();
            });
        }
    }

    private @Nullable CompletionStage<StreamId> add(String namespace, Map<String, String> fields) {
        return streams.add(settings.streams().of(namespace), settings.limits().maxLen(), fields);
    }

    private @Nullable StreamId onLost(Throwable failure) {
        FAILURES.logf(LOG, Logger.Level.WARN, null, "A message does not reach other hosts: %s", failure.getMessage());
        drop();
        return null;
    }

    @Override
    public void send(String server, ClusterMessage message) {
        if (!closed && message instanceof ClusterMessage.Response<?> && NodeMessages.isKnown(message)) {
            publish(format.responseChannel(message.namespace(), server), message);
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        HostMessages.Indexed indexed;
        CompletionStage<StreamId> id;
        synchronized (this) {
            indexed = message instanceof HostMessages.Indexed marked ? marked
                    : new HostMessages.Indexed(lastIndex + 1, message);
            id = closed || !reading || !streams.isConnected() ? null : add(indexed, placement);
        }
        if (id == null) {
            return false;
        }
        id.exceptionally(failure -> { // perhaps on this thread, at once
            scheduler.schedule(Duration.ZERO, () -> onLost(indexed.index()));
            return onLost(failure);
        });
        return true;
    }

    private @Nullable CompletionStage<StreamId> add(HostMessages.Indexed message, Placement placement) {
        Map<String, String> fields = messages.toEntry(self(), message);
        long size = StreamEntry.bytes(fields);
        CompletionStage<StreamId> id = unplaced.accepts(size) ? add(message.namespace(), fields) : null;
        if (id != null) {
            lastIndex = message.index();
            unplaced.add(lastIndex, size, placement);
            startTimer();
        }
        return id;
    }

    /** Calls the listener with what was added. */
    private void runCalls() {
        try {
            calls.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a message of another host could not be served");
        }
    }

    private void startTimer() {
        if (cancelTimer == null && !unplaced.isEmpty()) {
            long index = unplaced.lastIndex();
            cancelTimer = scheduler.schedule(MAX_PLACING, () -> giveUp(index));
        }
    }

    private void giveUp(long index) {
        synchronized (this) {
            cancelTimer = null;
            addUnplacedCalls(unplaced.removeUpTo(index));
            startTimer();
        }
        runCalls();
    }

    private void onLost(long index) {
        synchronized (this) {
            addUnplacedCalls(unplaced.lost(index));
        }
        runCalls();
    }

    private void addUnplacedCalls(List<Placement> placements) {
        placements.forEach(placement -> calls.add(listener -> placement.onUnplaced()));
    }

    @Override
    public void open(String namespace, Rooms rooms) {
        channels.subscribe(format.channels(namespace), List.of());
    }

    @Override
    public void close(String namespace) {
        channels.unsubscribe(format.channels(namespace), List.of());
    }

    @Override
    public CompletionStage<Integer> countUnlisted(String namespace) {
        return channels.countSubscribers(List.of(format.serversChannel(namespace), format.hostChannel(namespace)))
                .thenApply(counts -> Math.max(0, counts.get(0) - counts.get(1)));
    }

    @Override
    public int partBytes(String server) {
        return Integer.MAX_VALUE; // each server responds once
    }

    @Override
    public void listen(Listener listener) {
        calls.listener(listener);
        calls.add(present -> present.onPeers(Set.of()));
        runCalls();
        channels.open(new Messages());
        streams.open(new RedisStreams.Listener() {
            @Override
            public void onConnected() {
                reader.onConnected();
            }

            @Override
            public void onDisconnected() {
                reader.onDisconnected();
                calls.add(Bus.Listener::onInterrupted);
                runCalls();
            }
        });
    }

    private void ignore(String what, String problem) {
        IGNORED.logf(LOG, Logger.Level.DEBUG, null, "Ignored %s: %s", what, problem);
        calls.add(listener -> listener.onSkipped(""));
    }

    /** Receives the entries of the streams. */
    private final class Entries implements StreamReader.Listener {
        @Override
        public void onStart(String stream, StreamId after) {
            if (settings.sequences()) {
                synchronized (StreamsBus.this) {
                    reading = true;
                }
                calls.add(listener -> listener.onStart(stream, after.lastPlace()));
                runCalls();
            }
        }

        @Override
        public void onEntries(String stream, List<StreamEntry> entries, boolean earlier) {
            for (StreamEntry entry : entries) {
                if (StreamEntry.bytes(entry.fields()) > settings.limits().messageBytes()) {
                    ignore("entry " + entry.id(), "it is too large");
                } else if (StreamMessages.uid(entry).equals(self())) {
                    onOwn(entry);
                } else {
                    onOther(stream, entry, earlier);
                }
            }
            runCalls();
        }

        @Override
        public void onCaughtUp() {
            calls.add(listener -> channels.started().thenRun(() -> started.complete(null)));
            runCalls();
        }

        private StreamMessages.@Nullable Received decode(StreamEntry entry) {
            try {
                StreamMessages.Received received = messages.ofEntry(entry);
                if (received == null) {
                    ignore("entry " + entry.id(), "its type is not known");
                }
                return received;
            } catch (IllegalArgumentException e) {
                ignore("entry " + entry.id(), String.valueOf(e.getMessage()));
                return null;
            }
        }

        private void onOwn(StreamEntry entry) {
            long index = StreamMessages.index(entry);
            if (index == 0) {
                return; // not sequenced, and served already
            }
            long place = entry.id().place();
            boolean waiting;
            synchronized (StreamsBus.this) {
                waiting = unplaced.isWaiting(index);
                if (waiting) {
                    addUnplacedCalls(unplaced.removeUpTo(index - 1));
                    Placement placement = unplaced.removeUpTo(index).get(0);
                    calls.add(listener -> {
                        if (place == StreamId.NO_PLACE) {
                            placement.onUnplaced();
                        } else {
                            placement.onPlaced(place);
                        }
                    });
                }
            }
            if (!waiting && place != StreamId.NO_PLACE && settings.sequences()) {
                StreamMessages.Received late = decode(entry);
                if (late != null && late.kept()) {
                    calls.add(listener -> listener.onPlacedLate(place, late.message()));
                }
            }
        }

        private void onOther(String stream, StreamEntry entry, boolean earlier) {
            StreamMessages.Received received = decode(entry);
            if (received == null) {
                return;
            }
            ClusterMessage message = received.message();
            boolean sequenced = settings.sequences() && received.kept()
                    && stream.equals(settings.streams().of(message.namespace()));
            long place = sequenced ? entry.id().place() : StreamId.NO_PLACE;
            boolean sameHost = settings.self().isOnSameHost(received.uid());
            boolean numbered = sameHost && received.index() != 0;
            ClusterMessage marked = numbered && !earlier ? new HostMessages.Indexed(received.index(), message) : message;
            if (place != StreamId.NO_PLACE) {
                calls.add(listener -> listener.onSequenced(place, received.uid(), marked));
            } else if (!earlier && (!sameHost || numbered)) { // else it came over the bus of this host, of an earlier build
                calls.add(listener -> listener.onMessage(received.uid(), marked));
            }
        }
    }

    /** Receives the messages in channels. */
    private final class Messages implements RedisChannels.Listener {
        @Override
        public void onMessage(String subscription, String channel, byte[] message) {
            try {
                if (message.length <= settings.limits().messageBytes() && otherMessages.test(channel, message)) {
                    return;
                }
                StreamMessages.Received received = message.length > settings.limits().messageBytes() ? null
                        : messages.ofChannel(message);
                if (received == null || !channel.startsWith(format.serversChannel(received.message().namespace()))) {
                    ignore("a message in channel " + channel, "it is none of this adapter");
                } else if (!settings.self().isOnSameHost(received.uid())) {
                    calls.add(listener -> listener.onMessage(received.uid(), received.message()));
                }
            } catch (IllegalArgumentException e) {
                ignore("a message in channel " + channel, String.valueOf(e.getMessage()));
            }
            runCalls();
        }

        @Override
        public void onConnected() {
            // messages of the meantime are lost, as the contract of the bus allows
        }

        @Override
        public void onLost() {
            calls.add(Listener::onDropped);
            runCalls();
        }

        @Override
        public void onDisconnected() {
            // publishing fails from now on
        }
    }

    @Override
    public CompletionStage<Void> started() {
        if (!started.isDone()) {
            Runnable cancel = scheduler.schedule(MAX_START, () -> {
                reader.skipEarlier(); // clients may connect from now on, for which these are not
                started.complete(null);
            });
            started.whenComplete((done, failure) -> cancel.run());
        }
        return started;
    }

    @Override
    public String describe(int peers) {
        return isConnected() ? "Redis connected" : "Redis not connected: other hosts are not reached";
    }

    @Override
    public boolean isConnected() {
        return !closed && streams.isConnected() && channels.isConnected();
    }

    @Override
    public void close() {
        closed = true;
        calls.listener(null);
        started.complete(null);
        synchronized (this) {
            if (cancelTimer != null) {
                cancelTimer.run();
                cancelTimer = null;
            }
        }
        streams.close();
        channels.close();
    }
}
