package io.quarkiverse.socketio.runtime.bus;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of messages, each with its number on the wire, which is never used for another kind, its class and its reader.
 */
public enum MessageKind {
    /** A message of a later build; see {@link ClusterMessage.Unknown}. */
    UNKNOWN(0, ClusterMessage.Unknown.class, (namespace, in) -> new ClusterMessage.Unknown(namespace)),
    BROADCAST(1, ClusterMessage.Broadcast.class, ClusterMessage.Broadcast::read),
    SERVER_SIDE_EMIT(2, ClusterMessage.ServerSideEmit.class, ClusterMessage.ServerSideEmit::read),
    SOCKETS_JOIN(3, ClusterMessage.SocketsJoin.class, ClusterMessage.SocketsJoin::read),
    SOCKETS_LEAVE(4, ClusterMessage.SocketsLeave.class, ClusterMessage.SocketsLeave::read),
    DISCONNECT_SOCKETS(5, ClusterMessage.DisconnectSockets.class, ClusterMessage.DisconnectSockets::read),
    FETCH_SOCKETS(6, ClusterMessage.FetchSockets.class, ClusterMessage.FetchSockets::read),
    FETCHED_SOCKETS(7, ClusterMessage.FetchedSockets.class, ClusterMessage.FetchedSockets::read),
    BROADCAST_WITH_ACK(8, ClusterMessage.BroadcastWithAck.class, ClusterMessage.BroadcastWithAck::read),
    CLIENT_COUNT(9, ClusterMessage.ClientCount.class, ClusterMessage.ClientCount::read),
    CLIENT_ACK(10, ClusterMessage.ClientAck.class, ClusterMessage.ClientAck::read),
    SERVER_SIDE_REQUEST(11, ClusterMessage.ServerSideRequest.class, ClusterMessage.ServerSideRequest::read),
    SERVER_SIDE_RESPONSE(12, ClusterMessage.ServerSideResponse.class, ClusterMessage.ServerSideResponse::read),
    // 13 to 18 were kinds of earlier builds
    FETCH_LOGS(19, LogMessages.FetchLogs.class, LogMessages.FetchLogs::read),
    FETCHED_LOG(20, LogMessages.FetchedLog.class, LogMessages.FetchedLog::read),
    SERVER_DATA(30, ServerData.class, ServerData::read),
    // messages of composite buses
    INDEXED(40, HostMessages.Indexed.class, HostMessages.Indexed::read),
    INDEXED_ELSEWHERE(41, HostMessages.IndexedElsewhere.class, HostMessages.IndexedElsewhere::read),
    // 42 and 43 were kinds of earlier builds
    READS_ORDER(44, HostMessages.ReadsOrder.class, HostMessages.ReadsOrder::read);

    private static final MessageKind[] BY_NUMBER = new MessageKind[256];
    private static final Map<Class<?>, MessageKind> BY_CLASS = new HashMap<>();
    static {
        for (MessageKind kind : values()) {
            if (BY_NUMBER[kind.number] != null) {
                throw new IllegalStateException("[BUG] two kinds of number " + kind.number);
            }
            BY_NUMBER[kind.number] = kind;
            BY_CLASS.put(kind.message, kind);
        }
    }

    private final int number;
    private final Class<? extends ClusterMessage> message;
    private final Reader<?> reader;

    /** Reads the fields behind the namespace. */
    interface Reader<M extends ClusterMessage> {
        M read(String namespace, FieldReader in);
    }

    <M extends ClusterMessage> MessageKind(int number, Class<M> message, Reader<M> reader) {
        this.number = number;
        this.message = message;
        this.reader = reader;
    }

    /** Returns the number on the wire: 0 to 255. */
    public int number() {
        return number;
    }

    /** Reads a message of this kind; fails as {@link FieldReader}. */
    public ClusterMessage read(String namespace, FieldReader in) {
        return reader.read(namespace, in);
    }

    /** Returns the name in metrics, as {@code broadcast} or {@code fetch-sockets}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static MessageKind of(ClusterMessage message) {
        return Objects.requireNonNull(BY_CLASS.get(message.getClass()), () -> "[BUG] no kind of " + message);
    }

    /** Returns a kind; {@code null} for a number that this build does not know. */
    public static @Nullable MessageKind of(int number) {
        return BY_NUMBER[number];
    }
}
