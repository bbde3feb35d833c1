package io.quarkiverse.socketio;

import java.util.List;
import java.util.Set;

/**
 * The failure of {@link BroadcastOperator#fetchSockets} when not all servers (workers, and servers of other hosts) answered in
 * time, or those of other hosts are not reached; the message says which. It holds the sockets of those that answered.
 *
 * <pre>{@code
 * Uni<List<RemoteSocket>> sockets = io.in("room").fetchSockets()
 *         .onFailure(FetchTimeoutException.class).recoverWithItem(late -> ((FetchTimeoutException) late).sockets());
 * }</pre>
 */
public class FetchTimeoutException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<RemoteSocket> sockets;
    private final transient Set<String> missing;

    /**
     * Creates an exception with the sockets that were found.
     *
     * @param message the detail message
     * @param sockets the sockets of this server and of those that answered in time
     * @param missing the names of the servers that did not answer
     */
    public FetchTimeoutException(String message, List<RemoteSocket> sockets, Set<String> missing) {
        super(message);
        this.sockets = List.copyOf(sockets);
        this.missing = Set.copyOf(missing);
    }

    /** {@return the sockets of this server and of those that answered in time; immutable} */
    public List<RemoteSocket> sockets() {
        return sockets;
    }

    /** {@return the servers that did not answer, by the names they have on the bus; for log lines; immutable} */
    public Set<String> missing() {
        return missing;
    }
}
