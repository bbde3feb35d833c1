package io.quarkiverse.socketio.runtime.bus;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** The kinds of messages, each with its reader and its number on the wire, which is never used for another kind. */
public enum MessageKind {
    /** A message of a later build; see {@link ClusterMessage.Unknown}. */
    UNKNOWN(0, (namespace, in) -> new ClusterMessage.Unknown(namespace)),
    BROADCAST(1, ClusterMessage.Broadcast::read),
    SERVER_SIDE_EMIT(2, ClusterMessage.ServerSideEmit::read),
    SOCKETS_JOIN(3, ClusterMessage.SocketsJoin::read),
    SOCKETS_LEAVE(4, ClusterMessage.SocketsLeave::read),
    DISCONNECT_SOCKETS(5, ClusterMessage.DisconnectSockets::read),
    FETCH_SOCKETS(6, ClusterMessage.FetchSockets::read),
    FETCHED_SOCKETS(7, ClusterMessage.FetchedSockets::read),
    BROADCAST_WITH_ACK(8, ClusterMessage.BroadcastWithAck::read),
    CLIENT_COUNT(9, ClusterMessage.ClientCount::read),
    CLIENT_ACK(10, ClusterMessage.ClientAck::read),
    SERVER_SIDE_QUESTION(11, ClusterMessage.ServerSideRequest::read),
    SERVER_SIDE_ANSWER(12, ClusterMessage.ServerSideResponse::read),
    // 13 to 18 were kinds of earlier builds
    FETCH_LOGS(19, LogMessages.FetchLogs::read),
    FETCHED_LOG(20, LogMessages.FetchedLog::read),
    // messages of composite buses
    INDEXED(40, HostMessages.Indexed::read),
    INDEXED_ELSEWHERE(41, HostMessages.IndexedElsewhere::read);

    private static final MessageKind[] BY_NUMBER = new MessageKind[256];
    static {
        for (MessageKind kind : values()) {
            if (BY_NUMBER[kind.number] != null) {
                throw new IllegalStateException("[BUG] two kinds of number " + kind.number);
            }
            BY_NUMBER[kind.number] = kind;
        }
    }

    private final int number;
    private final Reader reader;

    /** Reads the fields behind the namespace. */
    interface Reader {
        ClusterMessage read(String namespace, FieldReader in);
    }

    MessageKind(int number, Reader reader) {
        this.number = number;
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

    /** Returns a kind; {@code null} for a number that this build does not know. */
    public static @Nullable MessageKind of(int number) {
        return BY_NUMBER[number];
    }
}
