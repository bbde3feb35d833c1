package io.quarkiverse.socketio;

import java.util.List;
import java.util.Set;

/**
 * Not all servers told of their sockets in time. What the others told is here.
 *
 * <pre>{@code
 * io.in("room").fetchSockets()
 *         .onFailure(FetchTimeoutException.class).recoverWithItem(late -> ((FetchTimeoutException) late).sockets())
 * }</pre>
 */
public class FetchTimeoutException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<RemoteSocket> sockets;
    private final transient Set<String> missing;

    public FetchTimeoutException(String message, List<RemoteSocket> sockets, Set<String> missing) {
        super(message);
        this.sockets = List.copyOf(sockets);
        this.missing = Set.copyOf(missing);
    }

    /** The sockets of this server and of those that answered in time. */
    public List<RemoteSocket> sockets() {
        return sockets;
    }

    /** The servers that did not answer, by the name they have on the bus; for log lines. */
    public Set<String> missing() {
        return missing;
    }
}
