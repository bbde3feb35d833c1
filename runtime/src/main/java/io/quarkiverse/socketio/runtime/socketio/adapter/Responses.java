package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The responses that a {@link ResponseCollector} received.
 * <p>
 * Thread: any; immutable.
 *
 * @param missing the servers whose responses, or some of them, were not received
 * @param failure why they are missing, if there was no use in waiting for them until the timeout
 */
public record Responses<T>(List<T> received, Set<String> missing, @Nullable String failure) {

    /** Of servers that responded in time, except those that are missing. */
    public Responses(List<T> received, Set<String> missing) {
        this(received, missing, null);
    }

    /** Returns these with other names of the servers. */
    public Responses<T> withLabels(UnaryOperator<String> labels) {
        return missing.isEmpty() ? this
                : new Responses<>(received, missing.stream().map(labels).collect(Collectors.toUnmodifiableSet()), failure);
    }

    /** Returns why some are missing, to continue a sentence such as "Not all servers responded". */
    public String reason(Duration timeout) {
        return failure == null ? " within " + timeout.toMillis() + " ms" : ", as " + failure;
    }
}
