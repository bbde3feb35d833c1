package io.quarkiverse.socketio.runtime.bus;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many messages of each type this server gave to the bus, and got from it. One for all others counts once where it is sent,
 * and
 * once on each server that gets it.
 * <p>
 * Thread: any.
 */
public final class BusTraffic {
    static final List<Class<? extends ClusterMessage>> TYPES = List.of(ClusterMessage.Broadcast.class,
            ClusterMessage.BroadcastWithAck.class, ClusterMessage.ClientCount.class, ClusterMessage.ClientAck.class,
            ClusterMessage.ServerSideEmit.class, ClusterMessage.ServerSideQuestion.class,
            ClusterMessage.ServerSideAnswer.class, ClusterMessage.FetchSockets.class, ClusterMessage.FetchedSockets.class,
            ClusterMessage.SocketsJoin.class, ClusterMessage.SocketsLeave.class, ClusterMessage.DisconnectSockets.class,
            ClusterMessage.Entered.class, ClusterMessage.Heard.class, ClusterMessage.ClaimSession.class,
            ClusterMessage.ClaimedSession.class, ClusterMessage.ClaimEnded.class, ClusterMessage.Bequest.class);

    private final Map<Class<?>, Count> counts = new HashMap<>();

    /**
     * The messages of one type.
     *
     * @param type as {@code broadcast} or {@code fetch-sockets}
     */
    public record Count(String type, LongAdder sent, LongAdder received) {
    }

    BusTraffic() {
        for (Class<?> type : TYPES) {
            counts.put(type, new Count(name(type), new LongAdder(), new LongAdder()));
        }
    }

    private static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    void sent(ClusterMessage message) {
        of(message).sent.increment();
    }

    void received(ClusterMessage message) {
        of(message).received.increment();
    }

    private Count of(ClusterMessage message) {
        Count count = counts.get(message.getClass());
        if (count == null) {
            throw new IllegalStateException("[BUG] no such type: " + message.getClass());
        }
        return count;
    }

    /** All types. */
    public Collection<Count> counts() {
        return counts.values();
    }
}
