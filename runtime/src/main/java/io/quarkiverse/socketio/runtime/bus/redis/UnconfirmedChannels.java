package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The channels and patterns of one connection that were subscribed to and that Redis has not confirmed. A subscription can get
 * lost though the connection works, as when the server of a channel's slot in a Redis Cluster fails meanwhile.
 * <p>
 * Thread: the event loop of the connection.
 */
final class UnconfirmedChannels {
    private final int maxChecks;
    /** By name, the oldest first: the number of the check that was the last one when the channel was subscribed to. */
    private final Map<String, Integer> waiting = new LinkedHashMap<>();
    private int checks;

    /** @param maxChecks after how many checks a subscription is overdue */
    UnconfirmedChannels(int maxChecks) {
        this.maxChecks = maxChecks;
    }

    /** The channels were subscribed to. */
    void add(Collection<String> channels) {
        channels.forEach(channel -> waiting.putIfAbsent(channel, checks));
    }

    /** A channel was confirmed. */
    void remove(String channel) {
        waiting.remove(channel);
    }

    /** The connection is another one, on which nothing was subscribed to. */
    void clear() {
        waiting.clear();
    }

    /** Returns a channel that is overdue; {@code null} if there is none. To be called regularly. */
    @Nullable
    String check() {
        checks++;
        Iterator<Map.Entry<String, Integer>> oldestFirst = waiting.entrySet().iterator();
        if (!oldestFirst.hasNext()) {
            return null;
        }
        Map.Entry<String, Integer> oldest = oldestFirst.next();
        return checks - oldest.getValue() > maxChecks ? oldest.getKey() : null;
    }
}
