package io.quarkiverse.socketio;

import java.util.List;
import java.util.Set;

/**
 * Not all who were asked answered in time. What came until then is here.
 *
 * <pre>{@code
 * io.timeout(Duration.ofSeconds(2)).emitWithAck("ready?")
 *         .onFailure(AckTimeoutException.class).recoverWithItem(late -> ((AckTimeoutException) late).responses())
 *         .subscribe().with(answers -> log(answers.size() + " are ready"));
 * }</pre>
 */
public class AckTimeoutException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<Arguments> responses;
    private final transient Set<String> missing;

    public AckTimeoutException(String message, List<Arguments> responses, Set<String> missing) {
        super(message);
        this.responses = List.copyOf(responses);
        this.missing = Set.copyOf(missing);
    }

    /** The answers that came in time. */
    public List<Arguments> responses() {
        return responses;
    }

    /**
     * The servers that did not answer, or whose clients did not all answer, by the name they have on the bus; for log lines.
     */
    public Set<String> missing() {
        return missing;
    }
}
