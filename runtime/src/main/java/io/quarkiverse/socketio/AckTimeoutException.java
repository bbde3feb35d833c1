package io.quarkiverse.socketio;

import java.util.List;
import java.util.Set;

/**
 * The failure of a request for acknowledgements that were not all received in time, or not requested of the servers of other
 * hosts because these are not reached; the message says which. It holds those that were received.
 *
 * <pre>{@code
 * io.timeout(Duration.ofSeconds(2)).emitWithAck("ready?")
 *         .onFailure(AckTimeoutException.class).recoverWithItem(late -> ((AckTimeoutException) late).responses())
 *         .subscribe().with(answers -> Log.infof("%d are ready", answers.size()));
 * }</pre>
 */
public class AckTimeoutException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<Arguments> responses;
    private final transient Set<String> missing;

    /**
     * Creates an exception with the acknowledgements that were received.
     *
     * @param message the detail message
     * @param responses the acknowledgements that were received in time
     * @param missing the names of the servers from which acknowledgements are missing
     */
    public AckTimeoutException(String message, List<Arguments> responses, Set<String> missing) {
        super(message);
        this.responses = List.copyOf(responses);
        this.missing = Set.copyOf(missing);
    }

    /** {@return the acknowledgements that were received in time; immutable} */
    public List<Arguments> responses() {
        return responses;
    }

    /**
     * Returns the servers that did not answer, or not all of whose clients did, by the names they have on the bus; for log
     * lines.
     *
     * @return the names; immutable, and empty if a {@link Socket} of this server did not acknowledge
     */
    public Set<String> missing() {
        return missing;
    }
}
