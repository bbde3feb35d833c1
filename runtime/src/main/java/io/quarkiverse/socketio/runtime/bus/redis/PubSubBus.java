package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * The bus over Redis' pub/sub, plain or sharded, as npm {@code @socket.io/redis-adapter} has it. Servers are known by what they
 * send only, so there are no peers. Messages of the servers of this host, its own among them, come back and are ignored.
 * <p>
 * Thread: any; the listener is called on the thread of the channels.
 */
final class PubSubBus implements Bus {
    private static final Logger LOG = Logger.getLogger(PubSubBus.class);
    private static final LogLimiter IGNORED = new LogLimiter();
    private static final LogLimiter FAILURES = new LogLimiter();

    private final ServerName self;
    private final RedisChannels channels;
    private final ChannelFormat format;
    private final int maxMessageBytes;
    /** By the names of the channels and patterns that are subscribed to. */
    private final Map<String, ChannelFormat.Subscribed> subscriptions = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    /** @param maxMessageBytes larger messages of others are ignored */
    PubSubBus(ServerName self, RedisChannels channels, ChannelFormat format, int maxMessageBytes) {
        this.self = self;
        this.channels = channels;
        this.format = format;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public String self() {
        return self.toString();
    }

    @Override
    public void publish(ClusterMessage message) {
        if (NodeMessages.isKnown(message)) { // else the servers of one host exchange it
            publish(format.encode(message));
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        if (message instanceof ClusterMessage.Response<?> response && NodeMessages.isKnown(message)) {
            publish(format.encodeResponse(server, response));
        }
    }

    private void publish(ChannelFormat.Outgoing message) {
        Listener present = listener;
        if (!channels.publish(message.channel(), message.bytes()) && present != null) {
            present.onDropped();
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        return false; // Redis' pub/sub gives messages no place
    }

    @Override
    public void open(String namespace, Rooms rooms) {
        List<String> names = format.channels(namespace);
        List<String> patterns = format.patterns(namespace);
        names.forEach(name -> subscriptions.put(name, new ChannelFormat.Subscribed(name, namespace, rooms)));
        patterns.forEach(name -> subscriptions.put(name, new ChannelFormat.Subscribed(name, namespace, rooms)));
        channels.subscribe(names, patterns);
        if (format.roomChannel(namespace, "") != null) {
            rooms.onChange(room -> onRoom(namespace, room, rooms));
        }
    }

    /** Subscribes to the channel of a room while it is occupied. Changes can overlap, so each looks at the present state. */
    private void onRoom(String namespace, String room, Rooms rooms) {
        String channel = format.roomChannel(namespace, room);
        if (channel == null) {
            return;
        }
        ChannelFormat.Subscribed subscription = new ChannelFormat.Subscribed(channel, namespace, rooms);
        synchronized (this) {
            if (!rooms.isOccupied(room)) {
                end(subscription);
            } else if (subscriptions.put(channel, subscription) == null) {
                channels.subscribe(List.of(channel), List.of());
            }
        }
    }

    /** Ends a subscription, if its namespace is not closed meanwhile, and perhaps open again. */
    private void end(ChannelFormat.Subscribed subscription) {
        if (subscriptions.remove(subscription.name(), subscription)) {
            channels.unsubscribe(List.of(subscription.name()), List.of());
        }
    }

    @Override
    public void close(String namespace) {
        List<String> names = new ArrayList<>();
        List<String> patterns = format.patterns(namespace);
        subscriptions.values().removeIf(one -> one.namespace().equals(namespace) && names.add(one.name()));
        names.removeAll(patterns);
        channels.unsubscribe(names, patterns);
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
    public void listen(Listener only) {
        listener = only;
        only.onPeers(Set.of());
        channels.open(new RedisChannels.Listener() {
            @Override
            public void onMessage(String subscription, String channel, byte[] message) {
                receive(subscription, channel, message, only);
            }

            @Override
            public void onConnected() {
                // messages of the meantime are lost, as the contract of the bus allows
            }

            @Override
            public void onLost() {
                only.onDropped();
            }

            @Override
            public void onDisconnected() {
                // messages are dropped from now on
            }
        });
    }

    private void receive(String subscription, String channel, byte[] message, Listener to) {
        ChannelFormat.Subscribed subscribed = subscriptions.get(subscription);
        if (subscribed == null) {
            return; // closed meanwhile
        }
        try {
            if (message.length > maxMessageBytes) {
                throw new IllegalArgumentException("it is larger than max-message-bytes");
            }
            ChannelFormat.Received received = format.decode(subscribed, channel, message);
            if (received != null && !self.isOnSameHost(received.uid())) { // else it comes over the bus of this host, too
                to.onMessage(received.uid(), received.message());
            }
        } catch (IllegalArgumentException e) {
            to.onSkipped("");
            IGNORED.logf(LOG, Logger.Level.DEBUG, null, "Ignored %d bytes in the channel %s: %s", message.length, channel,
                    e.getMessage());
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "[BUG] a message in the channel %s could not be served", channel);
        }
    }

    @Override
    public CompletionStage<Void> started() {
        return channels.started();
    }

    @Override
    public String describe(int peers) {
        return isConnected() ? "Redis connected" : "Redis not connected: other hosts are not reached";
    }

    @Override
    public boolean isConnected() {
        return channels.isConnected();
    }

    @Override
    public void close() {
        listener = null;
        channels.close();
    }
}
